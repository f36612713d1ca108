// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.

import {
  type ElementCodec,
  builtinTypes,
  checkObject,
  checkText,
  checkTextLength,
  isAbsent,
  misplaced,
  readBoolean,
  readInteger,
  requireValue,
  rootAttributes,
  writeBoolean,
  writeInteger,
  writeString,
} from '../schema/index.js';
import { type XmlScanner, XmlToken, type XmlWriter, xmlName } from '../xml/index.js';
import type {
  Attribute,
  ByteCount,
  ClientMessageId,
  ContractVersion,
  ImAddress,
  MessageId,
  PositiveCount,
  ResultCode,
  Seconds,
  ServiceFault,
  ShortText,
} from './common-types.js';

/** The namespace of common.xsd. */
export const COMMON_NAMESPACE = 'urn:imps-wsi:common:1';

export const T_ImAddress = xmlName(COMMON_NAMESPACE, 'ImAddress');
export const T_ClientMessageId = xmlName(COMMON_NAMESPACE, 'ClientMessageId');
export const T_MessageId = xmlName(COMMON_NAMESPACE, 'MessageId');
export const T_ShortText = xmlName(COMMON_NAMESPACE, 'ShortText');
export const T_ResultCode = xmlName(COMMON_NAMESPACE, 'ResultCode');
export const T_Seconds = xmlName(COMMON_NAMESPACE, 'Seconds');
export const T_PositiveCount = xmlName(COMMON_NAMESPACE, 'PositiveCount');
export const T_ByteCount = xmlName(COMMON_NAMESPACE, 'ByteCount');
export const T_ContractVersion = xmlName(COMMON_NAMESPACE, 'ContractVersion');
export const T_Attribute = xmlName(COMMON_NAMESPACE, 'Attribute');
export const T_ServiceFault = xmlName(COMMON_NAMESPACE, 'ServiceFault');

const E_code = xmlName(COMMON_NAMESPACE, 'code');
const E_documentation = xmlName(COMMON_NAMESPACE, 'documentation');
const E_errorName = xmlName(COMMON_NAMESPACE, 'errorName');
const E_expected = xmlName(COMMON_NAMESPACE, 'expected');
const E_name = xmlName(COMMON_NAMESPACE, 'name');
const E_path = xmlName(COMMON_NAMESPACE, 'path');
const E_reason = xmlName(COMMON_NAMESPACE, 'reason');
const E_referenceId = xmlName(COMMON_NAMESPACE, 'referenceId');
const E_retryAfterSeconds = xmlName(COMMON_NAMESPACE, 'retryAfterSeconds');
const E_retryable = xmlName(COMMON_NAMESPACE, 'retryable');
const E_scheme = xmlName(COMMON_NAMESPACE, 'scheme');
const E_value = xmlName(COMMON_NAMESPACE, 'value');

export function readImAddress(scanner: XmlScanner): ImAddress {
  const value = scanner.readText();
  if (value.length > 1024) checkTextLength(scanner, value, 0, 1024);
  return value;
}

export function writeImAddress(writer: XmlWriter, open: string, value: ImAddress, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length > 1024)) checkText(writer, open, value, 0, 1024);
  writeString(writer, open, value, close);
}

export function readClientMessageId(scanner: XmlScanner): ClientMessageId {
  const value = scanner.readText();
  if (value.length < 1 || value.length > 255) checkTextLength(scanner, value, 1, 255);
  return value;
}

export function writeClientMessageId(writer: XmlWriter, open: string, value: ClientMessageId, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length < 1 || value.length > 255)) checkText(writer, open, value, 1, 255);
  writeString(writer, open, value, close);
}

export function readMessageId(scanner: XmlScanner): MessageId {
  const value = scanner.readText();
  if (value.length < 1 || value.length > 64) checkTextLength(scanner, value, 1, 64);
  return value;
}

export function writeMessageId(writer: XmlWriter, open: string, value: MessageId, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length < 1 || value.length > 64)) checkText(writer, open, value, 1, 64);
  writeString(writer, open, value, close);
}

export function readShortText(scanner: XmlScanner): ShortText {
  const value = scanner.readText();
  if (value.length > 1024) checkTextLength(scanner, value, 0, 1024);
  return value;
}

export function writeShortText(writer: XmlWriter, open: string, value: ShortText, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length > 1024)) checkText(writer, open, value, 0, 1024);
  writeString(writer, open, value, close);
}

export function readResultCode(scanner: XmlScanner): ResultCode {
  return readInteger(scanner, 100, 999);
}

export function writeResultCode(writer: XmlWriter, open: string, value: ResultCode, close: string): void {
  writeInteger(writer, open, value, close, 100, 999);
}

export function readSeconds(scanner: XmlScanner): Seconds {
  return readInteger(scanner, 0, 31536000);
}

export function writeSeconds(writer: XmlWriter, open: string, value: Seconds, close: string): void {
  writeInteger(writer, open, value, close, 0, 31536000);
}

export function readPositiveCount(scanner: XmlScanner): PositiveCount {
  return readInteger(scanner, 1, 2147483647);
}

export function writePositiveCount(writer: XmlWriter, open: string, value: PositiveCount, close: string): void {
  writeInteger(writer, open, value, close, 1, 2147483647);
}

export function readByteCount(scanner: XmlScanner): ByteCount {
  return readInteger(scanner, 0, 9007199254740991);
}

export function writeByteCount(writer: XmlWriter, open: string, value: ByteCount, close: string): void {
  writeInteger(writer, open, value, close, 0, 9007199254740991);
}

export function readContractVersion(scanner: XmlScanner): ContractVersion {
  return readInteger(scanner, 1, 2147483647);
}

export function writeContractVersion(writer: XmlWriter, open: string, value: ContractVersion, close: string): void {
  writeInteger(writer, open, value, close, 1, 2147483647);
}

const S_Attribute = { fields: ['scheme', 'name', 'value'], uri: COMMON_NAMESPACE };

/** Reads the content of an element of type Attribute, whose start tag has been read, and its end. */
export function readAttribute(scanner: XmlScanner): Attribute {
  scanner.next();
  if (scanner.name !== E_scheme) throw misplaced(scanner, S_Attribute, 'scheme');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ShortText);
  const scheme = readShortText(scanner);
  scanner.next();
  if (scanner.name !== E_name) throw misplaced(scanner, S_Attribute, 'name');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ShortText);
  const name = readShortText(scanner);
  scanner.next();
  if (scanner.name !== E_value) throw misplaced(scanner, S_Attribute, 'value');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const valueValue = scanner.readText();
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_Attribute, null);
  return {
    scheme,
    name,
    value: valueValue,
  };
}

/** Writes an element of type Attribute between the tags `open` and `close`. */
export function writeAttribute(writer: XmlWriter, open: string, value: Attribute, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeShortText(writer, '<c:scheme>', value.scheme, '</c:scheme>');
  writeShortText(writer, '<c:name>', value.name, '</c:name>');
  writeString(writer, '<c:value>', value.value, '</c:value>');
  writer.raw(close);
}

const S_ServiceFault = { fields: ['code', 'errorName', 'reason', 'retryable', 'retryAfterSeconds', 'path', 'expected', 'referenceId', 'documentation'], uri: COMMON_NAMESPACE };

/** Reads the content of an element of type ServiceFault, whose start tag has been read, and its end. */
export function readServiceFault(scanner: XmlScanner): ServiceFault {
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_ServiceFault, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_errorName) throw misplaced(scanner, S_ServiceFault, 'errorName');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ShortText);
  const errorName = readShortText(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_ServiceFault, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.name !== E_retryable) throw misplaced(scanner, S_ServiceFault, 'retryable');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.boolean);
  const retryable = readBoolean(scanner);
  scanner.next();
  let retryAfterSeconds: Seconds | undefined;
  if (scanner.name === E_retryAfterSeconds) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Seconds)) {
      retryAfterSeconds = readSeconds(scanner);
    }
    scanner.next();
  }
  let path: string | undefined;
  if (scanner.name === E_path) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      path = scanner.readText();
    }
    scanner.next();
  }
  let expected: string | undefined;
  if (scanner.name === E_expected) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      expected = scanner.readText();
    }
    scanner.next();
  }
  let referenceId: ShortText | undefined;
  if (scanner.name === E_referenceId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      referenceId = readShortText(scanner);
    }
    scanner.next();
  }
  let documentation: string | undefined;
  if (scanner.name === E_documentation) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      documentation = scanner.readText();
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_ServiceFault, null);
  return {
    code,
    errorName,
    reason,
    retryable,
    retryAfterSeconds,
    path,
    expected,
    referenceId,
    documentation,
  };
}

/** Writes an element of type ServiceFault between the tags `open` and `close`. */
export function writeServiceFault(writer: XmlWriter, open: string, value: ServiceFault, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeResultCode(writer, '<c:code>', value.code, '</c:code>');
  writeShortText(writer, '<c:errorName>', value.errorName, '</c:errorName>');
  writeString(writer, '<c:reason>', value.reason, '</c:reason>');
  writeBoolean(writer, '<c:retryable>', value.retryable, '</c:retryable>');
  if (value.retryAfterSeconds !== undefined) writeSeconds(writer, '<c:retryAfterSeconds>', value.retryAfterSeconds, '</c:retryAfterSeconds>');
  if (value.path !== undefined) writeString(writer, '<c:path>', value.path, '</c:path>');
  if (value.expected !== undefined) writeString(writer, '<c:expected>', value.expected, '</c:expected>');
  if (value.referenceId !== undefined) writeShortText(writer, '<c:referenceId>', value.referenceId, '</c:referenceId>');
  if (value.documentation !== undefined) writeString(writer, '<c:documentation>', value.documentation, '</c:documentation>');
  writer.raw(close);
}

/** The global element ServiceFault. */
export const serviceFaultElement: ElementCodec<ServiceFault, ServiceFault> = {
  name: xmlName(COMMON_NAMESPACE, 'ServiceFault'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_ServiceFault);
    return readServiceFault(scanner);
  },
  encode(writer, value) {
    writeServiceFault(writer, '<c:ServiceFault xmlns:c="urn:imps-wsi:common:1">', value, '</c:ServiceFault>');
  },
};
