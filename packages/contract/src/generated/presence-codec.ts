// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

import {
  type ElementCodec,
  type StreamedElementCodec,
  builtinTypes,
  checkObject,
  checkText,
  checkTextLength,
  checkedList,
  isAbsent,
  misplaced,
  readBoolean,
  readDateTime,
  refuseText,
  requireValue,
  rootAttributes,
  settled,
  streamEntries,
  tooMany,
  writeBoolean,
  writeDateTime,
  writeString,
} from '../schema/index.js';
import { type XmlPiece, type XmlScanner, XmlToken, type XmlWriter, quoted, xmlName } from '../xml/index.js';
import {
  T_ContractVersion,
  T_ImAddress,
  T_PositiveCount,
  T_ResultCode,
  T_Seconds,
  T_ShortText,
  readContractVersion,
  readImAddress,
  readPositiveCount,
  readResultCode,
  readSeconds,
  readShortText,
  writeContractVersion,
  writeImAddress,
  writePositiveCount,
  writeResultCode,
  writeSeconds,
  writeShortText,
} from './common-codec.js';
import type { ContractVersion, ImAddress, PositiveCount, Seconds, ShortText } from './common-types.js';
import type {
  GetPresenceRequest,
  GetPresenceRequestInput,
  GetPresenceResponse,
  GetPresenceResponseInput,
  GetPresenceResponseStream,
  KnownWatcher,
  KnownWatcherInput,
  ListWatchersRequest,
  ListWatchersResponse,
  ListWatchersResponseInput,
  ListWatchersResponseStream,
  PresenceFormat,
  PresenceName,
  PresenceProperty,
  PresenceResult,
  PresenceResultInput,
  PresenceValue,
  PublishPresenceRequest,
  PublishPresenceRequestInput,
  PublishPresenceResponse,
  PublishPresenceResponseInput,
  PublishPresenceResponseStream,
  PublishResult,
  PublishedAttribute,
  PublishedAttributeInput,
  SeenAttribute,
  SeenAttributeInput,
  SetWatcherPolicyRequest,
  SetWatcherPolicyRequestInput,
  SetWatcherPolicyResponse,
  SetWatcherPolicyResponseInput,
  SetWatcherPolicyResponseStream,
  WatcherAccess,
  WatcherRule,
  WatcherRuleInput,
  WatcherRuleResult,
  WithdrawnAttribute,
} from './presence-types.js';

/** The namespace of presence.xsd. */
export const PRESENCE_NAMESPACE = 'urn:imps-wsi:presence:1';

export const T_PresenceName = xmlName(PRESENCE_NAMESPACE, 'PresenceName');
export const T_PresenceValue = xmlName(PRESENCE_NAMESPACE, 'PresenceValue');
export const T_WatcherAccess = xmlName(PRESENCE_NAMESPACE, 'WatcherAccess');
export const T_PresenceFormat = xmlName(PRESENCE_NAMESPACE, 'PresenceFormat');
export const T_PresenceProperty = xmlName(PRESENCE_NAMESPACE, 'PresenceProperty');
export const T_PublishedAttribute = xmlName(PRESENCE_NAMESPACE, 'PublishedAttribute');
export const T_WithdrawnAttribute = xmlName(PRESENCE_NAMESPACE, 'WithdrawnAttribute');
export const T_SeenAttribute = xmlName(PRESENCE_NAMESPACE, 'SeenAttribute');
export const T_PublishPresenceRequest = xmlName(PRESENCE_NAMESPACE, 'PublishPresenceRequest');
export const T_PublishResult = xmlName(PRESENCE_NAMESPACE, 'PublishResult');
export const T_PublishPresenceResponse = xmlName(PRESENCE_NAMESPACE, 'PublishPresenceResponse');
export const T_GetPresenceRequest = xmlName(PRESENCE_NAMESPACE, 'GetPresenceRequest');
export const T_PresenceResult = xmlName(PRESENCE_NAMESPACE, 'PresenceResult');
export const T_GetPresenceResponse = xmlName(PRESENCE_NAMESPACE, 'GetPresenceResponse');
export const T_WatcherRule = xmlName(PRESENCE_NAMESPACE, 'WatcherRule');
export const T_SetWatcherPolicyRequest = xmlName(PRESENCE_NAMESPACE, 'SetWatcherPolicyRequest');
export const T_WatcherRuleResult = xmlName(PRESENCE_NAMESPACE, 'WatcherRuleResult');
export const T_SetWatcherPolicyResponse = xmlName(PRESENCE_NAMESPACE, 'SetWatcherPolicyResponse');
export const T_ListWatchersRequest = xmlName(PRESENCE_NAMESPACE, 'ListWatchersRequest');
export const T_KnownWatcher = xmlName(PRESENCE_NAMESPACE, 'KnownWatcher');
export const T_ListWatchersResponse = xmlName(PRESENCE_NAMESPACE, 'ListWatchersResponse');

const E_access = xmlName(PRESENCE_NAMESPACE, 'access');
const E_after = xmlName(PRESENCE_NAMESPACE, 'after');
const E_attribute = xmlName(PRESENCE_NAMESPACE, 'attribute');
const E_attributeName = xmlName(PRESENCE_NAMESPACE, 'attributeName');
const E_changedAt = xmlName(PRESENCE_NAMESPACE, 'changedAt');
const E_code = xmlName(PRESENCE_NAMESPACE, 'code');
const E_contractVersion = xmlName(PRESENCE_NAMESPACE, 'contractVersion');
const E_document = xmlName(PRESENCE_NAMESPACE, 'document');
const E_expiresAt = xmlName(PRESENCE_NAMESPACE, 'expiresAt');
const E_format = xmlName(PRESENCE_NAMESPACE, 'format');
const E_lifetimeSeconds = xmlName(PRESENCE_NAMESPACE, 'lifetimeSeconds');
const E_maxWatchers = xmlName(PRESENCE_NAMESPACE, 'maxWatchers');
const E_moreAvailable = xmlName(PRESENCE_NAMESPACE, 'moreAvailable');
const E_name = xmlName(PRESENCE_NAMESPACE, 'name');
const E_presence = xmlName(PRESENCE_NAMESPACE, 'presence');
const E_presentity = xmlName(PRESENCE_NAMESPACE, 'presentity');
const E_property = xmlName(PRESENCE_NAMESPACE, 'property');
const E_qualifier = xmlName(PRESENCE_NAMESPACE, 'qualifier');
const E_reason = xmlName(PRESENCE_NAMESPACE, 'reason');
const E_result = xmlName(PRESENCE_NAMESPACE, 'result');
const E_rule = xmlName(PRESENCE_NAMESPACE, 'rule');
const E_scheme = xmlName(PRESENCE_NAMESPACE, 'scheme');
const E_value = xmlName(PRESENCE_NAMESPACE, 'value');
const E_watcher = xmlName(PRESENCE_NAMESPACE, 'watcher');
const E_withdraw = xmlName(PRESENCE_NAMESPACE, 'withdraw');

export function readPresenceName(scanner: XmlScanner): PresenceName {
  const value = scanner.readText();
  if (value.length < 1 || value.length > 255) checkTextLength(scanner, value, 1, 255);
  return value;
}

export function writePresenceName(writer: XmlWriter, open: string, value: PresenceName, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length < 1 || value.length > 255)) checkText(writer, open, value, 1, 255);
  writeString(writer, open, value, close);
}

export function readPresenceValue(scanner: XmlScanner): PresenceValue {
  const value = scanner.readText();
  if (value.length > 4096) checkTextLength(scanner, value, 0, 4096);
  return value;
}

export function writePresenceValue(writer: XmlWriter, open: string, value: PresenceValue, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length > 4096)) checkText(writer, open, value, 0, 4096);
  writeString(writer, open, value, close);
}

export function readWatcherAccess(scanner: XmlScanner): WatcherAccess {
  const value = scanner.readText();
  switch (value) {
    case 'ALLOW':
    case 'BLOCK':
    case 'POLITE_BLOCK':
    case 'FORGET':
      return value;
    default:
      throw scanner.violation('one of ALLOW, BLOCK, POLITE_BLOCK, FORGET', quoted(value));
  }
}

export function writeWatcherAccess(writer: XmlWriter, open: string, value: WatcherAccess, close: string): void {
  if (value !== 'ALLOW' && value !== 'BLOCK' && value !== 'POLITE_BLOCK' && value !== 'FORGET') refuseText(writer, open, 'one of ALLOW, BLOCK, POLITE_BLOCK, FORGET', value);
  writer.plain(open, value, close);
}

export function readPresenceFormat(scanner: XmlScanner): PresenceFormat {
  const value = scanner.readText();
  switch (value) {
    case 'ATTRIBUTES':
    case 'PRESENCE_SUB_LIST':
    case 'PIDF':
      return value;
    default:
      throw scanner.violation('one of ATTRIBUTES, PRESENCE_SUB_LIST, PIDF', quoted(value));
  }
}

export function writePresenceFormat(writer: XmlWriter, open: string, value: PresenceFormat, close: string): void {
  if (value !== 'ATTRIBUTES' && value !== 'PRESENCE_SUB_LIST' && value !== 'PIDF') refuseText(writer, open, 'one of ATTRIBUTES, PRESENCE_SUB_LIST, PIDF', value);
  writer.plain(open, value, close);
}

const S_PresenceProperty = { fields: ['name', 'value'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type PresenceProperty, whose start tag has been read, and its end. */
export function readPresenceProperty(scanner: XmlScanner): PresenceProperty {
  scanner.next();
  if (scanner.name !== E_name) throw misplaced(scanner, S_PresenceProperty, 'name');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PresenceName);
  const name = readPresenceName(scanner);
  scanner.next();
  if (scanner.name !== E_value) throw misplaced(scanner, S_PresenceProperty, 'value');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PresenceValue);
  const valueValue = readPresenceValue(scanner);
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_PresenceProperty, null);
  return {
    name,
    value: valueValue,
  };
}

/** Writes an element of type PresenceProperty between the tags `open` and `close`. */
export function writePresenceProperty(writer: XmlWriter, open: string, value: PresenceProperty, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writePresenceName(writer, '<name>', value.name, '</name>');
  writePresenceValue(writer, '<value>', value.value, '</value>');
  writer.raw(close);
}

const S_PublishedAttribute = { fields: ['scheme', 'name', 'qualifier', 'value', 'property', 'lifetimeSeconds'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type PublishedAttribute, whose start tag has been read, and its end. */
export function readPublishedAttribute(scanner: XmlScanner): PublishedAttribute {
  scanner.next();
  let scheme: ShortText | undefined;
  if (scanner.name === E_scheme) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      scheme = readShortText(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_name) throw misplaced(scanner, S_PublishedAttribute, 'name');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PresenceName);
  const name = readPresenceName(scanner);
  scanner.next();
  let qualifier: boolean | undefined;
  if (scanner.name === E_qualifier) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.boolean)) {
      qualifier = readBoolean(scanner);
    }
    scanner.next();
  }
  let valueValue: PresenceValue | undefined;
  if (scanner.name === E_value) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PresenceValue)) {
      valueValue = readPresenceValue(scanner);
    }
    scanner.next();
  }
  const property: PresenceProperty[] = [];
  while (scanner.name === E_property) {
    if (property.length === 20) throw tooMany(scanner, 20);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PresenceProperty)) {
      property.push(readPresenceProperty(scanner));
    }
    scanner.next();
  }
  let lifetimeSeconds: Seconds | undefined;
  if (scanner.name === E_lifetimeSeconds) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Seconds)) {
      lifetimeSeconds = readSeconds(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_PublishedAttribute, null);
  return {
    scheme,
    name,
    qualifier,
    value: valueValue,
    property,
    lifetimeSeconds,
  };
}

/** Writes an element of type PublishedAttribute between the tags `open` and `close`. */
export function writePublishedAttribute(writer: XmlWriter, open: string, value: PublishedAttributeInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.scheme !== undefined) writeShortText(writer, '<scheme>', value.scheme, '</scheme>');
  writePresenceName(writer, '<name>', value.name, '</name>');
  if (value.qualifier !== undefined) writeBoolean(writer, '<qualifier>', value.qualifier, '</qualifier>');
  if (value.value !== undefined) writePresenceValue(writer, '<value>', value.value, '</value>');
  if (value.property !== undefined) {
    for (const entry of checkedList(writer, '<property>', value.property, 0, 20)) {
      writePresenceProperty(writer, '<property>', entry, '</property>');
    }
  }
  if (value.lifetimeSeconds !== undefined) writeSeconds(writer, '<lifetimeSeconds>', value.lifetimeSeconds, '</lifetimeSeconds>');
  writer.raw(close);
}

const S_WithdrawnAttribute = { fields: ['scheme', 'name'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type WithdrawnAttribute, whose start tag has been read, and its end. */
export function readWithdrawnAttribute(scanner: XmlScanner): WithdrawnAttribute {
  scanner.next();
  let scheme: ShortText | undefined;
  if (scanner.name === E_scheme) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      scheme = readShortText(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_name) throw misplaced(scanner, S_WithdrawnAttribute, 'name');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PresenceName);
  const name = readPresenceName(scanner);
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_WithdrawnAttribute, null);
  return {
    scheme,
    name,
  };
}

/** Writes an element of type WithdrawnAttribute between the tags `open` and `close`. */
export function writeWithdrawnAttribute(writer: XmlWriter, open: string, value: WithdrawnAttribute, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.scheme !== undefined) writeShortText(writer, '<scheme>', value.scheme, '</scheme>');
  writePresenceName(writer, '<name>', value.name, '</name>');
  writer.raw(close);
}

const S_SeenAttribute = { fields: ['scheme', 'name', 'qualifier', 'value', 'property', 'changedAt', 'expiresAt'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type SeenAttribute, whose start tag has been read, and its end. */
export function readSeenAttribute(scanner: XmlScanner): SeenAttribute {
  scanner.next();
  let scheme: ShortText | undefined;
  if (scanner.name === E_scheme) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      scheme = readShortText(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_name) throw misplaced(scanner, S_SeenAttribute, 'name');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const name = scanner.readText();
  scanner.next();
  if (scanner.name !== E_qualifier) throw misplaced(scanner, S_SeenAttribute, 'qualifier');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.boolean);
  const qualifier = readBoolean(scanner);
  scanner.next();
  let valueValue: string | undefined;
  if (scanner.name === E_value) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      valueValue = scanner.readText();
    }
    scanner.next();
  }
  const property: PresenceProperty[] = [];
  while (scanner.name === E_property) {
    if (property.length === 20) throw tooMany(scanner, 20);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PresenceProperty)) {
      property.push(readPresenceProperty(scanner));
    }
    scanner.next();
  }
  let changedAt: Date | undefined;
  if (scanner.name === E_changedAt) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.dateTime)) {
      changedAt = readDateTime(scanner);
    }
    scanner.next();
  }
  let expiresAt: Date | undefined;
  if (scanner.name === E_expiresAt) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.dateTime)) {
      expiresAt = readDateTime(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_SeenAttribute, null);
  return {
    scheme,
    name,
    qualifier,
    value: valueValue,
    property,
    changedAt,
    expiresAt,
  };
}

/** Writes an element of type SeenAttribute between the tags `open` and `close`. */
export function writeSeenAttribute(writer: XmlWriter, open: string, value: SeenAttributeInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.scheme !== undefined) writeShortText(writer, '<scheme>', value.scheme, '</scheme>');
  writeString(writer, '<name>', value.name, '</name>');
  writeBoolean(writer, '<qualifier>', value.qualifier, '</qualifier>');
  if (value.value !== undefined) writeString(writer, '<value>', value.value, '</value>');
  if (value.property !== undefined) {
    for (const entry of checkedList(writer, '<property>', value.property, 0, 20)) {
      writePresenceProperty(writer, '<property>', entry, '</property>');
    }
  }
  if (value.changedAt !== undefined) writeDateTime(writer, '<changedAt>', value.changedAt, '</changedAt>');
  if (value.expiresAt !== undefined) writeDateTime(writer, '<expiresAt>', value.expiresAt, '</expiresAt>');
  writer.raw(close);
}

const S_PublishPresenceRequest = { fields: ['contractVersion', 'presentity', 'attribute', 'withdraw'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type PublishPresenceRequest, whose start tag has been read, and its end. */
export function readPublishPresenceRequest(scanner: XmlScanner): PublishPresenceRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  let presentity: ImAddress | undefined;
  if (scanner.name === E_presentity) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      presentity = readImAddress(scanner);
    }
    scanner.next();
  }
  const attribute: PublishedAttribute[] = [];
  while (scanner.name === E_attribute) {
    if (attribute.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PublishedAttribute)) {
      attribute.push(readPublishedAttribute(scanner));
    }
    scanner.next();
  }
  const withdraw: WithdrawnAttribute[] = [];
  while (scanner.name === E_withdraw) {
    if (withdraw.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_WithdrawnAttribute)) {
      withdraw.push(readWithdrawnAttribute(scanner));
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_PublishPresenceRequest, null);
  return {
    contractVersion,
    presentity,
    attribute,
    withdraw,
  };
}

/** Writes an element of type PublishPresenceRequest between the tags `open` and `close`. */
export function writePublishPresenceRequest(writer: XmlWriter, open: string, value: PublishPresenceRequestInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  if (value.presentity !== undefined) writeImAddress(writer, '<presentity>', value.presentity, '</presentity>');
  if (value.attribute !== undefined) {
    for (const entry of checkedList(writer, '<attribute>', value.attribute, 0, 100)) {
      writePublishedAttribute(writer, '<attribute>', entry, '</attribute>');
      writer.itemWritten();
    }
  }
  if (value.withdraw !== undefined) {
    for (const entry of checkedList(writer, '<withdraw>', value.withdraw, 0, 100)) {
      writeWithdrawnAttribute(writer, '<withdraw>', entry, '</withdraw>');
      writer.itemWritten();
    }
  }
  writer.raw(close);
}

const S_PublishResult = { fields: ['scheme', 'name', 'code', 'reason', 'expiresAt'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type PublishResult, whose start tag has been read, and its end. */
export function readPublishResult(scanner: XmlScanner): PublishResult {
  scanner.next();
  let scheme: ShortText | undefined;
  if (scanner.name === E_scheme) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      scheme = readShortText(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_name) throw misplaced(scanner, S_PublishResult, 'name');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const name = scanner.readText();
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_PublishResult, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_PublishResult, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  let expiresAt: Date | undefined;
  if (scanner.name === E_expiresAt) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.dateTime)) {
      expiresAt = readDateTime(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_PublishResult, null);
  return {
    scheme,
    name,
    code,
    reason,
    expiresAt,
  };
}

/** Writes an element of type PublishResult between the tags `open` and `close`. */
export function writePublishResult(writer: XmlWriter, open: string, value: PublishResult, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.scheme !== undefined) writeShortText(writer, '<scheme>', value.scheme, '</scheme>');
  writeString(writer, '<name>', value.name, '</name>');
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  if (value.expiresAt !== undefined) writeDateTime(writer, '<expiresAt>', value.expiresAt, '</expiresAt>');
  writer.raw(close);
}

const S_PublishPresenceResponse = { fields: ['code', 'reason', 'presentity', 'result'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type PublishPresenceResponse, whose start tag has been read, and its end. */
export function readPublishPresenceResponse(scanner: XmlScanner): PublishPresenceResponse {
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_PublishPresenceResponse, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_PublishPresenceResponse, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.name !== E_presentity) throw misplaced(scanner, S_PublishPresenceResponse, 'presentity');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const presentity = scanner.readText();
  scanner.next();
  const result: PublishResult[] = [];
  while (scanner.name === E_result) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PublishResult)) {
      result.push(readPublishResult(scanner));
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_PublishPresenceResponse, null);
  return {
    code,
    reason,
    presentity,
    result,
  };
}

/** Writes an element of type PublishPresenceResponse between the tags `open` and `close`. */
export function writePublishPresenceResponse(writer: XmlWriter, open: string, value: PublishPresenceResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writeString(writer, '<presentity>', value.presentity, '</presentity>');
  if (value.result !== undefined) {
    for (const entry of checkedList(writer, '<result>', value.result, 0, Infinity)) {
      writePublishResult(writer, '<result>', entry, '</result>');
      writer.itemWritten();
    }
  }
  writer.raw(close);
}

/** Writes an element of type PublishPresenceResponse as its values come. */
export async function* streamPublishPresenceResponse(
  writer: XmlWriter,
  open: string,
  value: PublishPresenceResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writeString(writer, '<presentity>', value.presentity, '</presentity>');
  if (value.result !== undefined) {
    yield* streamEntries(writer, value.result, '/PublishPresenceResponse/result', '<result>', 0, Infinity, (to, entry) => {
      writePublishResult(to, '<result>', entry, '</result>');
    });
  }
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

const S_GetPresenceRequest = { fields: ['contractVersion', 'presentity', 'attributeName', 'format'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type GetPresenceRequest, whose start tag has been read, and its end. */
export function readGetPresenceRequest(scanner: XmlScanner): GetPresenceRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  const presentity: ImAddress[] = [];
  while (scanner.name === E_presentity) {
    if (presentity.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount !== 0) requireValue(scanner, T_ImAddress);
    presentity.push(readImAddress(scanner));
    scanner.next();
  }
  if (presentity.length === 0) throw misplaced(scanner, S_GetPresenceRequest, 'presentity');
  const attributeName: PresenceName[] = [];
  while (scanner.name === E_attributeName) {
    if (attributeName.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PresenceName)) {
      attributeName.push(readPresenceName(scanner));
    }
    scanner.next();
  }
  let format: PresenceFormat | undefined;
  if (scanner.name === E_format) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PresenceFormat)) {
      format = readPresenceFormat(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetPresenceRequest, null);
  return {
    contractVersion,
    presentity,
    attributeName,
    format,
  };
}

/** Writes an element of type GetPresenceRequest between the tags `open` and `close`. */
export function writeGetPresenceRequest(writer: XmlWriter, open: string, value: GetPresenceRequestInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  for (const entry of checkedList(writer, '<presentity>', value.presentity, 1, 100)) {
    writeImAddress(writer, '<presentity>', entry, '</presentity>');
    writer.itemWritten();
  }
  if (value.attributeName !== undefined) {
    for (const entry of checkedList(writer, '<attributeName>', value.attributeName, 0, 100)) {
      writePresenceName(writer, '<attributeName>', entry, '</attributeName>');
      writer.itemWritten();
    }
  }
  if (value.format !== undefined) writePresenceFormat(writer, '<format>', value.format, '</format>');
  writer.raw(close);
}

const S_PresenceResult = { fields: ['presentity', 'code', 'reason', 'attribute', 'document'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type PresenceResult, whose start tag has been read, and its end. */
export function readPresenceResult(scanner: XmlScanner): PresenceResult {
  scanner.next();
  if (scanner.name !== E_presentity) throw misplaced(scanner, S_PresenceResult, 'presentity');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const presentity = scanner.readText();
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_PresenceResult, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_PresenceResult, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  const attribute: SeenAttribute[] = [];
  while (scanner.name === E_attribute) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_SeenAttribute)) {
      attribute.push(readSeenAttribute(scanner));
    }
    scanner.next();
  }
  let document: string | undefined;
  if (scanner.name === E_document) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      document = scanner.readText();
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_PresenceResult, null);
  return {
    presentity,
    code,
    reason,
    attribute,
    document,
  };
}

/** Writes an element of type PresenceResult between the tags `open` and `close`. */
export function writePresenceResult(writer: XmlWriter, open: string, value: PresenceResultInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeString(writer, '<presentity>', value.presentity, '</presentity>');
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  if (value.attribute !== undefined) {
    for (const entry of checkedList(writer, '<attribute>', value.attribute, 0, Infinity)) {
      writeSeenAttribute(writer, '<attribute>', entry, '</attribute>');
    }
  }
  if (value.document !== undefined) writeString(writer, '<document>', value.document, '</document>');
  writer.raw(close);
}

const S_GetPresenceResponse = { fields: ['code', 'reason', 'presence'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type GetPresenceResponse, whose start tag has been read, and its end. */
export function readGetPresenceResponse(scanner: XmlScanner): GetPresenceResponse {
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_GetPresenceResponse, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_GetPresenceResponse, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  const presence: PresenceResult[] = [];
  while (scanner.name === E_presence) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PresenceResult)) {
      presence.push(readPresenceResult(scanner));
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetPresenceResponse, null);
  return {
    code,
    reason,
    presence,
  };
}

/** Writes an element of type GetPresenceResponse between the tags `open` and `close`. */
export function writeGetPresenceResponse(writer: XmlWriter, open: string, value: GetPresenceResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  if (value.presence !== undefined) {
    for (const entry of checkedList(writer, '<presence>', value.presence, 0, Infinity)) {
      writePresenceResult(writer, '<presence>', entry, '</presence>');
      writer.itemWritten();
    }
  }
  writer.raw(close);
}

/** Writes an element of type GetPresenceResponse as its values come. */
export async function* streamGetPresenceResponse(
  writer: XmlWriter,
  open: string,
  value: GetPresenceResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  if (value.presence !== undefined) {
    yield* streamEntries(writer, value.presence, '/GetPresenceResponse/presence', '<presence>', 0, Infinity, (to, entry) => {
      writePresenceResult(to, '<presence>', entry, '</presence>');
    });
  }
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

const S_WatcherRule = { fields: ['watcher', 'access', 'attributeName'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type WatcherRule, whose start tag has been read, and its end. */
export function readWatcherRule(scanner: XmlScanner): WatcherRule {
  scanner.next();
  let watcher: ImAddress | undefined;
  if (scanner.name === E_watcher) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      watcher = readImAddress(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_access) throw misplaced(scanner, S_WatcherRule, 'access');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_WatcherAccess);
  const access = readWatcherAccess(scanner);
  scanner.next();
  const attributeName: PresenceName[] = [];
  while (scanner.name === E_attributeName) {
    if (attributeName.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PresenceName)) {
      attributeName.push(readPresenceName(scanner));
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_WatcherRule, null);
  return {
    watcher,
    access,
    attributeName,
  };
}

/** Writes an element of type WatcherRule between the tags `open` and `close`. */
export function writeWatcherRule(writer: XmlWriter, open: string, value: WatcherRuleInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.watcher !== undefined) writeImAddress(writer, '<watcher>', value.watcher, '</watcher>');
  writeWatcherAccess(writer, '<access>', value.access, '</access>');
  if (value.attributeName !== undefined) {
    for (const entry of checkedList(writer, '<attributeName>', value.attributeName, 0, 100)) {
      writePresenceName(writer, '<attributeName>', entry, '</attributeName>');
    }
  }
  writer.raw(close);
}

const S_SetWatcherPolicyRequest = { fields: ['contractVersion', 'presentity', 'rule'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type SetWatcherPolicyRequest, whose start tag has been read, and its end. */
export function readSetWatcherPolicyRequest(scanner: XmlScanner): SetWatcherPolicyRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  let presentity: ImAddress | undefined;
  if (scanner.name === E_presentity) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      presentity = readImAddress(scanner);
    }
    scanner.next();
  }
  const rule: WatcherRule[] = [];
  while (scanner.name === E_rule) {
    if (rule.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount !== 0) requireValue(scanner, T_WatcherRule);
    rule.push(readWatcherRule(scanner));
    scanner.next();
  }
  if (rule.length === 0) throw misplaced(scanner, S_SetWatcherPolicyRequest, 'rule');
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_SetWatcherPolicyRequest, null);
  return {
    contractVersion,
    presentity,
    rule,
  };
}

/** Writes an element of type SetWatcherPolicyRequest between the tags `open` and `close`. */
export function writeSetWatcherPolicyRequest(writer: XmlWriter, open: string, value: SetWatcherPolicyRequestInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  if (value.presentity !== undefined) writeImAddress(writer, '<presentity>', value.presentity, '</presentity>');
  for (const entry of checkedList(writer, '<rule>', value.rule, 1, 100)) {
    writeWatcherRule(writer, '<rule>', entry, '</rule>');
    writer.itemWritten();
  }
  writer.raw(close);
}

const S_WatcherRuleResult = { fields: ['watcher', 'code', 'reason'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type WatcherRuleResult, whose start tag has been read, and its end. */
export function readWatcherRuleResult(scanner: XmlScanner): WatcherRuleResult {
  scanner.next();
  let watcher: string | undefined;
  if (scanner.name === E_watcher) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      watcher = scanner.readText();
    }
    scanner.next();
  }
  if (scanner.name !== E_code) throw misplaced(scanner, S_WatcherRuleResult, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_WatcherRuleResult, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_WatcherRuleResult, null);
  return {
    watcher,
    code,
    reason,
  };
}

/** Writes an element of type WatcherRuleResult between the tags `open` and `close`. */
export function writeWatcherRuleResult(writer: XmlWriter, open: string, value: WatcherRuleResult, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.watcher !== undefined) writeString(writer, '<watcher>', value.watcher, '</watcher>');
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writer.raw(close);
}

const S_SetWatcherPolicyResponse = { fields: ['code', 'reason', 'presentity', 'result'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type SetWatcherPolicyResponse, whose start tag has been read, and its end. */
export function readSetWatcherPolicyResponse(scanner: XmlScanner): SetWatcherPolicyResponse {
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_SetWatcherPolicyResponse, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_SetWatcherPolicyResponse, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.name !== E_presentity) throw misplaced(scanner, S_SetWatcherPolicyResponse, 'presentity');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const presentity = scanner.readText();
  scanner.next();
  const result: WatcherRuleResult[] = [];
  while (scanner.name === E_result) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_WatcherRuleResult)) {
      result.push(readWatcherRuleResult(scanner));
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_SetWatcherPolicyResponse, null);
  return {
    code,
    reason,
    presentity,
    result,
  };
}

/** Writes an element of type SetWatcherPolicyResponse between the tags `open` and `close`. */
export function writeSetWatcherPolicyResponse(writer: XmlWriter, open: string, value: SetWatcherPolicyResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writeString(writer, '<presentity>', value.presentity, '</presentity>');
  if (value.result !== undefined) {
    for (const entry of checkedList(writer, '<result>', value.result, 0, Infinity)) {
      writeWatcherRuleResult(writer, '<result>', entry, '</result>');
      writer.itemWritten();
    }
  }
  writer.raw(close);
}

/** Writes an element of type SetWatcherPolicyResponse as its values come. */
export async function* streamSetWatcherPolicyResponse(
  writer: XmlWriter,
  open: string,
  value: SetWatcherPolicyResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writeString(writer, '<presentity>', value.presentity, '</presentity>');
  if (value.result !== undefined) {
    yield* streamEntries(writer, value.result, '/SetWatcherPolicyResponse/result', '<result>', 0, Infinity, (to, entry) => {
      writeWatcherRuleResult(to, '<result>', entry, '</result>');
    });
  }
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

const S_ListWatchersRequest = { fields: ['contractVersion', 'presentity', 'after', 'maxWatchers'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type ListWatchersRequest, whose start tag has been read, and its end. */
export function readListWatchersRequest(scanner: XmlScanner): ListWatchersRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  let presentity: ImAddress | undefined;
  if (scanner.name === E_presentity) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      presentity = readImAddress(scanner);
    }
    scanner.next();
  }
  let after: ShortText | undefined;
  if (scanner.name === E_after) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      after = readShortText(scanner);
    }
    scanner.next();
  }
  let maxWatchers: PositiveCount | undefined;
  if (scanner.name === E_maxWatchers) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PositiveCount)) {
      maxWatchers = readPositiveCount(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_ListWatchersRequest, null);
  return {
    contractVersion,
    presentity,
    after,
    maxWatchers,
  };
}

/** Writes an element of type ListWatchersRequest between the tags `open` and `close`. */
export function writeListWatchersRequest(writer: XmlWriter, open: string, value: ListWatchersRequest, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  if (value.presentity !== undefined) writeImAddress(writer, '<presentity>', value.presentity, '</presentity>');
  if (value.after !== undefined) writeShortText(writer, '<after>', value.after, '</after>');
  if (value.maxWatchers !== undefined) writePositiveCount(writer, '<maxWatchers>', value.maxWatchers, '</maxWatchers>');
  writer.raw(close);
}

const S_KnownWatcher = { fields: ['watcher', 'access', 'attributeName', 'changedAt'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type KnownWatcher, whose start tag has been read, and its end. */
export function readKnownWatcher(scanner: XmlScanner): KnownWatcher {
  scanner.next();
  let watcher: string | undefined;
  if (scanner.name === E_watcher) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      watcher = scanner.readText();
    }
    scanner.next();
  }
  if (scanner.name !== E_access) throw misplaced(scanner, S_KnownWatcher, 'access');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const access = scanner.readText();
  scanner.next();
  const attributeName: string[] = [];
  while (scanner.name === E_attributeName) {
    if (attributeName.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      attributeName.push(scanner.readText());
    }
    scanner.next();
  }
  if (scanner.name !== E_changedAt) throw misplaced(scanner, S_KnownWatcher, 'changedAt');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.dateTime);
  const changedAt = readDateTime(scanner);
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_KnownWatcher, null);
  return {
    watcher,
    access,
    attributeName,
    changedAt,
  };
}

/** Writes an element of type KnownWatcher between the tags `open` and `close`. */
export function writeKnownWatcher(writer: XmlWriter, open: string, value: KnownWatcherInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.watcher !== undefined) writeString(writer, '<watcher>', value.watcher, '</watcher>');
  writeString(writer, '<access>', value.access, '</access>');
  if (value.attributeName !== undefined) {
    for (const entry of checkedList(writer, '<attributeName>', value.attributeName, 0, 100)) {
      writeString(writer, '<attributeName>', entry, '</attributeName>');
    }
  }
  writeDateTime(writer, '<changedAt>', value.changedAt, '</changedAt>');
  writer.raw(close);
}

const S_ListWatchersResponse = { fields: ['presentity', 'watcher', 'moreAvailable'], uri: PRESENCE_NAMESPACE };

/** Reads the content of an element of type ListWatchersResponse, whose start tag has been read, and its end. */
export function readListWatchersResponse(scanner: XmlScanner): ListWatchersResponse {
  scanner.next();
  if (scanner.name !== E_presentity) throw misplaced(scanner, S_ListWatchersResponse, 'presentity');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const presentity = scanner.readText();
  scanner.next();
  const watcher: KnownWatcher[] = [];
  while (scanner.name === E_watcher) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_KnownWatcher)) {
      watcher.push(readKnownWatcher(scanner));
    }
    scanner.next();
  }
  if (scanner.name !== E_moreAvailable) throw misplaced(scanner, S_ListWatchersResponse, 'moreAvailable');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.boolean);
  const moreAvailable = readBoolean(scanner);
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_ListWatchersResponse, null);
  return {
    presentity,
    watcher,
    moreAvailable,
  };
}

/** Writes an element of type ListWatchersResponse between the tags `open` and `close`. */
export function writeListWatchersResponse(writer: XmlWriter, open: string, value: ListWatchersResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeString(writer, '<presentity>', value.presentity, '</presentity>');
  if (value.watcher !== undefined) {
    for (const entry of checkedList(writer, '<watcher>', value.watcher, 0, Infinity)) {
      writeKnownWatcher(writer, '<watcher>', entry, '</watcher>');
      writer.itemWritten();
    }
  }
  writeBoolean(writer, '<moreAvailable>', value.moreAvailable, '</moreAvailable>');
  writer.raw(close);
}

/** Writes an element of type ListWatchersResponse as its values come. */
export async function* streamListWatchersResponse(
  writer: XmlWriter,
  open: string,
  value: ListWatchersResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeString(writer, '<presentity>', value.presentity, '</presentity>');
  if (value.watcher !== undefined) {
    yield* streamEntries(writer, value.watcher, '/ListWatchersResponse/watcher', '<watcher>', 0, Infinity, (to, entry) => {
      writeKnownWatcher(to, '<watcher>', entry, '</watcher>');
    });
  }
  const moreAvailable = await settled(value.moreAvailable);
  writeBoolean(writer, '<moreAvailable>', moreAvailable, '</moreAvailable>');
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

/** The global element PublishPresenceRequest. */
export const publishPresenceRequestElement: ElementCodec<PublishPresenceRequest, PublishPresenceRequestInput> = {
  name: xmlName(PRESENCE_NAMESPACE, 'PublishPresenceRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_PublishPresenceRequest);
    return readPublishPresenceRequest(scanner);
  },
  encode(writer, value) {
    writePublishPresenceRequest(writer, '<PublishPresenceRequest xmlns="urn:imps-wsi:presence:1">', value, '</PublishPresenceRequest>');
  },
};

/** The global element PublishPresenceResponse. */
export const publishPresenceResponseElement: StreamedElementCodec<PublishPresenceResponse, PublishPresenceResponseInput, PublishPresenceResponseStream> = {
  name: xmlName(PRESENCE_NAMESPACE, 'PublishPresenceResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_PublishPresenceResponse);
    return readPublishPresenceResponse(scanner);
  },
  encode(writer, value) {
    writePublishPresenceResponse(writer, '<PublishPresenceResponse xmlns="urn:imps-wsi:presence:1">', value, '</PublishPresenceResponse>');
  },
  encodeStream(writer, value) {
    return streamPublishPresenceResponse(writer, '<PublishPresenceResponse xmlns="urn:imps-wsi:presence:1">', value, '</PublishPresenceResponse>');
  },
};

/** The global element GetPresenceRequest. */
export const getPresenceRequestElement: ElementCodec<GetPresenceRequest, GetPresenceRequestInput> = {
  name: xmlName(PRESENCE_NAMESPACE, 'GetPresenceRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetPresenceRequest);
    return readGetPresenceRequest(scanner);
  },
  encode(writer, value) {
    writeGetPresenceRequest(writer, '<GetPresenceRequest xmlns="urn:imps-wsi:presence:1">', value, '</GetPresenceRequest>');
  },
};

/** The global element GetPresenceResponse. */
export const getPresenceResponseElement: StreamedElementCodec<GetPresenceResponse, GetPresenceResponseInput, GetPresenceResponseStream> = {
  name: xmlName(PRESENCE_NAMESPACE, 'GetPresenceResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetPresenceResponse);
    return readGetPresenceResponse(scanner);
  },
  encode(writer, value) {
    writeGetPresenceResponse(writer, '<GetPresenceResponse xmlns="urn:imps-wsi:presence:1">', value, '</GetPresenceResponse>');
  },
  encodeStream(writer, value) {
    return streamGetPresenceResponse(writer, '<GetPresenceResponse xmlns="urn:imps-wsi:presence:1">', value, '</GetPresenceResponse>');
  },
};

/** The global element SetWatcherPolicyRequest. */
export const setWatcherPolicyRequestElement: ElementCodec<SetWatcherPolicyRequest, SetWatcherPolicyRequestInput> = {
  name: xmlName(PRESENCE_NAMESPACE, 'SetWatcherPolicyRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_SetWatcherPolicyRequest);
    return readSetWatcherPolicyRequest(scanner);
  },
  encode(writer, value) {
    writeSetWatcherPolicyRequest(writer, '<SetWatcherPolicyRequest xmlns="urn:imps-wsi:presence:1">', value, '</SetWatcherPolicyRequest>');
  },
};

/** The global element SetWatcherPolicyResponse. */
export const setWatcherPolicyResponseElement: StreamedElementCodec<SetWatcherPolicyResponse, SetWatcherPolicyResponseInput, SetWatcherPolicyResponseStream> = {
  name: xmlName(PRESENCE_NAMESPACE, 'SetWatcherPolicyResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_SetWatcherPolicyResponse);
    return readSetWatcherPolicyResponse(scanner);
  },
  encode(writer, value) {
    writeSetWatcherPolicyResponse(writer, '<SetWatcherPolicyResponse xmlns="urn:imps-wsi:presence:1">', value, '</SetWatcherPolicyResponse>');
  },
  encodeStream(writer, value) {
    return streamSetWatcherPolicyResponse(writer, '<SetWatcherPolicyResponse xmlns="urn:imps-wsi:presence:1">', value, '</SetWatcherPolicyResponse>');
  },
};

/** The global element ListWatchersRequest. */
export const listWatchersRequestElement: ElementCodec<ListWatchersRequest, ListWatchersRequest> = {
  name: xmlName(PRESENCE_NAMESPACE, 'ListWatchersRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_ListWatchersRequest);
    return readListWatchersRequest(scanner);
  },
  encode(writer, value) {
    writeListWatchersRequest(writer, '<ListWatchersRequest xmlns="urn:imps-wsi:presence:1">', value, '</ListWatchersRequest>');
  },
};

/** The global element ListWatchersResponse. */
export const listWatchersResponseElement: StreamedElementCodec<ListWatchersResponse, ListWatchersResponseInput, ListWatchersResponseStream> = {
  name: xmlName(PRESENCE_NAMESPACE, 'ListWatchersResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_ListWatchersResponse);
    return readListWatchersResponse(scanner);
  },
  encode(writer, value) {
    writeListWatchersResponse(writer, '<ListWatchersResponse xmlns="urn:imps-wsi:presence:1">', value, '</ListWatchersResponse>');
  },
  encodeStream(writer, value) {
    return streamListWatchersResponse(writer, '<ListWatchersResponse xmlns="urn:imps-wsi:presence:1">', value, '</ListWatchersResponse>');
  },
};
