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
  isAttachment,
  misplaced,
  readAttachment,
  readBase64,
  readBoolean,
  readDateTime,
  readInteger,
  refuseText,
  requireValue,
  rootAttributes,
  settled,
  streamEntries,
  tooMany,
  writeBase64,
  writeBoolean,
  writeDateTime,
  writeInteger,
  writeString,
} from '../schema/index.js';
import {
  type Binary,
  type XmlPiece,
  type XmlScanner,
  XmlToken,
  type XmlWriter,
  quoted,
  xmlName,
} from '../xml/index.js';
import {
  T_Attribute,
  T_ByteCount,
  T_ClientMessageId,
  T_ContractVersion,
  T_ImAddress,
  T_MessageId,
  T_PositiveCount,
  T_ResultCode,
  T_Seconds,
  T_ShortText,
  readAttribute,
  readByteCount,
  readClientMessageId,
  readContractVersion,
  readImAddress,
  readMessageId,
  readPositiveCount,
  readResultCode,
  readSeconds,
  readShortText,
  writeAttribute,
  writeByteCount,
  writeClientMessageId,
  writeContractVersion,
  writeImAddress,
  writeMessageId,
  writePositiveCount,
  writeResultCode,
  writeSeconds,
  writeShortText,
} from './common-codec.js';
import type {
  Attribute,
  ByteCount,
  ClientMessageId,
  ContractVersion,
  ImAddress,
  MessageId,
  PositiveCount,
  Seconds,
  ShortText,
} from './common-types.js';
import type {
  AcknowledgeEntry,
  AcknowledgeMessagesRequest,
  AcknowledgeMessagesRequestInput,
  AcknowledgeMessagesResponse,
  AcknowledgeMessagesResponseInput,
  AcknowledgeMessagesResponseStream,
  AcknowledgeMode,
  AcknowledgeResult,
  Content,
  ContentInput,
  DeliveryReport,
  GetCapabilitiesRequest,
  GetCapabilitiesResponse,
  GetCapabilitiesResponseInput,
  GetCapabilitiesResponseStream,
  GetMessageContentRequest,
  GetMessageContentResponse,
  GetMessageContentResponseInput,
  GetMessageContentResponseStream,
  GetMessageStatusRequest,
  GetMessageStatusRequestInput,
  GetMessageStatusResponse,
  GetMessageStatusResponseInput,
  GetMessageStatusResponseStream,
  GetMessagesRequest,
  GetMessagesRequestInput,
  GetMessagesResponse,
  GetMessagesResponseInput,
  GetMessagesResponseStream,
  InboxItem,
  InboxItemInput,
  ItemKind,
  LeaseSeconds,
  LifetimeSeconds,
  MediaType,
  MessageClass,
  MessageStatus,
  Outcome,
  OutgoingMessage,
  OutgoingMessageInput,
  Part,
  PartInput,
  PartNumber,
  Priority,
  Receipt,
  ReceiptResult,
  ReceivedPart,
  ReceivedPartInput,
  ReportRequest,
  RequestId,
  SendMessagesRequest,
  SendMessagesRequestInput,
  SendMessagesResponse,
  SendMessagesResponseStream,
  SendResult,
  WaitSeconds,
} from './im-types.js';

/** The namespace of im.xsd. */
export const IM_NAMESPACE = 'urn:imps-wsi:im:1';

export const T_MessageClass = xmlName(IM_NAMESPACE, 'MessageClass');
export const T_Priority = xmlName(IM_NAMESPACE, 'Priority');
export const T_ReportRequest = xmlName(IM_NAMESPACE, 'ReportRequest');
export const T_AcknowledgeMode = xmlName(IM_NAMESPACE, 'AcknowledgeMode');
export const T_ItemKind = xmlName(IM_NAMESPACE, 'ItemKind');
export const T_Outcome = xmlName(IM_NAMESPACE, 'Outcome');
export const T_RequestId = xmlName(IM_NAMESPACE, 'RequestId');
export const T_Receipt = xmlName(IM_NAMESPACE, 'Receipt');
export const T_WaitSeconds = xmlName(IM_NAMESPACE, 'WaitSeconds');
export const T_LeaseSeconds = xmlName(IM_NAMESPACE, 'LeaseSeconds');
export const T_LifetimeSeconds = xmlName(IM_NAMESPACE, 'LifetimeSeconds');
export const T_MediaType = xmlName(IM_NAMESPACE, 'MediaType');
export const T_PartNumber = xmlName(IM_NAMESPACE, 'PartNumber');
export const T_Part = xmlName(IM_NAMESPACE, 'Part');
export const T_OutgoingMessage = xmlName(IM_NAMESPACE, 'OutgoingMessage');
export const T_SendMessagesRequest = xmlName(IM_NAMESPACE, 'SendMessagesRequest');
export const T_SendResult = xmlName(IM_NAMESPACE, 'SendResult');
export const T_SendMessagesResponse = xmlName(IM_NAMESPACE, 'SendMessagesResponse');
export const T_GetMessagesRequest = xmlName(IM_NAMESPACE, 'GetMessagesRequest');
export const T_ReceivedPart = xmlName(IM_NAMESPACE, 'ReceivedPart');
export const T_Content = xmlName(IM_NAMESPACE, 'Content');
export const T_DeliveryReport = xmlName(IM_NAMESPACE, 'DeliveryReport');
export const T_InboxItem = xmlName(IM_NAMESPACE, 'InboxItem');
export const T_ReceiptResult = xmlName(IM_NAMESPACE, 'ReceiptResult');
export const T_GetMessagesResponse = xmlName(IM_NAMESPACE, 'GetMessagesResponse');
export const T_GetMessageContentRequest = xmlName(IM_NAMESPACE, 'GetMessageContentRequest');
export const T_GetMessageContentResponse = xmlName(IM_NAMESPACE, 'GetMessageContentResponse');
export const T_AcknowledgeEntry = xmlName(IM_NAMESPACE, 'AcknowledgeEntry');
export const T_AcknowledgeMessagesRequest = xmlName(IM_NAMESPACE, 'AcknowledgeMessagesRequest');
export const T_AcknowledgeResult = xmlName(IM_NAMESPACE, 'AcknowledgeResult');
export const T_AcknowledgeMessagesResponse = xmlName(IM_NAMESPACE, 'AcknowledgeMessagesResponse');
export const T_GetMessageStatusRequest = xmlName(IM_NAMESPACE, 'GetMessageStatusRequest');
export const T_MessageStatus = xmlName(IM_NAMESPACE, 'MessageStatus');
export const T_GetMessageStatusResponse = xmlName(IM_NAMESPACE, 'GetMessageStatusResponse');
export const T_GetCapabilitiesRequest = xmlName(IM_NAMESPACE, 'GetCapabilitiesRequest');
export const T_GetCapabilitiesResponse = xmlName(IM_NAMESPACE, 'GetCapabilitiesResponse');

const E_acceptedAt = xmlName(IM_NAMESPACE, 'acceptedAt');
const E_acknowledge = xmlName(IM_NAMESPACE, 'acknowledge');
const E_acknowledgeMode = xmlName(IM_NAMESPACE, 'acknowledgeMode');
const E_acknowledgeResult = xmlName(IM_NAMESPACE, 'acknowledgeResult');
const E_acknowledgedReceipt = xmlName(IM_NAMESPACE, 'acknowledgedReceipt');
const E_anonymous = xmlName(IM_NAMESPACE, 'anonymous');
const E_attachment = xmlName(IM_NAMESPACE, 'attachment');
const E_attribute = xmlName(IM_NAMESPACE, 'attribute');
const E_changedAt = xmlName(IM_NAMESPACE, 'changedAt');
const E_clientMessageId = xmlName(IM_NAMESPACE, 'clientMessageId');
const E_code = xmlName(IM_NAMESPACE, 'code');
const E_content = xmlName(IM_NAMESPACE, 'content');
const E_contentOmitted = xmlName(IM_NAMESPACE, 'contentOmitted');
const E_contentType = xmlName(IM_NAMESPACE, 'contentType');
const E_contractVersion = xmlName(IM_NAMESPACE, 'contractVersion');
const E_conversationId = xmlName(IM_NAMESPACE, 'conversationId');
const E_data = xmlName(IM_NAMESPACE, 'data');
const E_defaultLeaseSeconds = xmlName(IM_NAMESPACE, 'defaultLeaseSeconds');
const E_deliveryAttempt = xmlName(IM_NAMESPACE, 'deliveryAttempt');
const E_deliveryReport = xmlName(IM_NAMESPACE, 'deliveryReport');
const E_domain = xmlName(IM_NAMESPACE, 'domain');
const E_entry = xmlName(IM_NAMESPACE, 'entry');
const E_expiresAt = xmlName(IM_NAMESPACE, 'expiresAt');
const E_extendSeconds = xmlName(IM_NAMESPACE, 'extendSeconds');
const E_feature = xmlName(IM_NAMESPACE, 'feature');
const E_forRecipient = xmlName(IM_NAMESPACE, 'forRecipient');
const E_fromSender = xmlName(IM_NAMESPACE, 'fromSender');
const E_headersOnly = xmlName(IM_NAMESPACE, 'headersOnly');
const E_idempotencySeconds = xmlName(IM_NAMESPACE, 'idempotencySeconds');
const E_inReplyTo = xmlName(IM_NAMESPACE, 'inReplyTo');
const E_item = xmlName(IM_NAMESPACE, 'item');
const E_keepCopy = xmlName(IM_NAMESPACE, 'keepCopy');
const E_kind = xmlName(IM_NAMESPACE, 'kind');
const E_leaseSeconds = xmlName(IM_NAMESPACE, 'leaseSeconds');
const E_leasedUntil = xmlName(IM_NAMESPACE, 'leasedUntil');
const E_length = xmlName(IM_NAMESPACE, 'length');
const E_maxBytes = xmlName(IM_NAMESPACE, 'maxBytes');
const E_maxDeliveriesPerRequest = xmlName(IM_NAMESPACE, 'maxDeliveriesPerRequest');
const E_maxInlineBytes = xmlName(IM_NAMESPACE, 'maxInlineBytes');
const E_maxLeaseSeconds = xmlName(IM_NAMESPACE, 'maxLeaseSeconds');
const E_maxMessageBytes = xmlName(IM_NAMESPACE, 'maxMessageBytes');
const E_maxMessages = xmlName(IM_NAMESPACE, 'maxMessages');
const E_maxRequestBytes = xmlName(IM_NAMESPACE, 'maxRequestBytes');
const E_maxWaitSeconds = xmlName(IM_NAMESPACE, 'maxWaitSeconds');
const E_message = xmlName(IM_NAMESPACE, 'message');
const E_messageClass = xmlName(IM_NAMESPACE, 'messageClass');
const E_messageId = xmlName(IM_NAMESPACE, 'messageId');
const E_moreAvailable = xmlName(IM_NAMESPACE, 'moreAvailable');
const E_name = xmlName(IM_NAMESPACE, 'name');
const E_number = xmlName(IM_NAMESPACE, 'number');
const E_offset = xmlName(IM_NAMESPACE, 'offset');
const E_outcome = xmlName(IM_NAMESPACE, 'outcome');
const E_part = xmlName(IM_NAMESPACE, 'part');
const E_priority = xmlName(IM_NAMESPACE, 'priority');
const E_reason = xmlName(IM_NAMESPACE, 'reason');
const E_receipt = xmlName(IM_NAMESPACE, 'receipt');
const E_recipient = xmlName(IM_NAMESPACE, 'recipient');
const E_remaining = xmlName(IM_NAMESPACE, 'remaining');
const E_replyTo = xmlName(IM_NAMESPACE, 'replyTo');
const E_report = xmlName(IM_NAMESPACE, 'report');
const E_reportedMessageId = xmlName(IM_NAMESPACE, 'reportedMessageId');
const E_reportedRecipient = xmlName(IM_NAMESPACE, 'reportedRecipient');
const E_requestId = xmlName(IM_NAMESPACE, 'requestId');
const E_result = xmlName(IM_NAMESPACE, 'result');
const E_retryAfterSeconds = xmlName(IM_NAMESPACE, 'retryAfterSeconds');
const E_retryable = xmlName(IM_NAMESPACE, 'retryable');
const E_sender = xmlName(IM_NAMESPACE, 'sender');
const E_senderName = xmlName(IM_NAMESPACE, 'senderName');
const E_size = xmlName(IM_NAMESPACE, 'size');
const E_state = xmlName(IM_NAMESPACE, 'state');
const E_status = xmlName(IM_NAMESPACE, 'status');
const E_subject = xmlName(IM_NAMESPACE, 'subject');
const E_suggestedBatchSize = xmlName(IM_NAMESPACE, 'suggestedBatchSize');
const E_text = xmlName(IM_NAMESPACE, 'text');
const E_timeToLive = xmlName(IM_NAMESPACE, 'timeToLive');
const E_unknownClientMessageId = xmlName(IM_NAMESPACE, 'unknownClientMessageId');
const E_unknownMessageId = xmlName(IM_NAMESPACE, 'unknownMessageId');
const E_waitSeconds = xmlName(IM_NAMESPACE, 'waitSeconds');

export function readMessageClass(scanner: XmlScanner): MessageClass {
  const value = scanner.readText();
  switch (value) {
    case 'PERSONAL':
    case 'INFORMATIONAL':
    case 'ADVERTISEMENT':
    case 'AUTOMATIC':
      return value;
    default:
      throw scanner.violation('one of PERSONAL, INFORMATIONAL, ADVERTISEMENT, AUTOMATIC', quoted(value));
  }
}

export function writeMessageClass(writer: XmlWriter, open: string, value: MessageClass, close: string): void {
  if (value !== 'PERSONAL' && value !== 'INFORMATIONAL' && value !== 'ADVERTISEMENT' && value !== 'AUTOMATIC') refuseText(writer, open, 'one of PERSONAL, INFORMATIONAL, ADVERTISEMENT, AUTOMATIC', value);
  writer.plain(open, value, close);
}

export function readPriority(scanner: XmlScanner): Priority {
  const value = scanner.readText();
  switch (value) {
    case 'LOW':
    case 'NORMAL':
    case 'HIGH':
      return value;
    default:
      throw scanner.violation('one of LOW, NORMAL, HIGH', quoted(value));
  }
}

export function writePriority(writer: XmlWriter, open: string, value: Priority, close: string): void {
  if (value !== 'LOW' && value !== 'NORMAL' && value !== 'HIGH') refuseText(writer, open, 'one of LOW, NORMAL, HIGH', value);
  writer.plain(open, value, close);
}

export function readReportRequest(scanner: XmlScanner): ReportRequest {
  const value = scanner.readText();
  switch (value) {
    case 'FAILURE':
    case 'DELIVERY':
    case 'READ':
      return value;
    default:
      throw scanner.violation('one of FAILURE, DELIVERY, READ', quoted(value));
  }
}

export function writeReportRequest(writer: XmlWriter, open: string, value: ReportRequest, close: string): void {
  if (value !== 'FAILURE' && value !== 'DELIVERY' && value !== 'READ') refuseText(writer, open, 'one of FAILURE, DELIVERY, READ', value);
  writer.plain(open, value, close);
}

export function readAcknowledgeMode(scanner: XmlScanner): AcknowledgeMode {
  const value = scanner.readText();
  switch (value) {
    case 'AUTO':
    case 'EXPLICIT':
      return value;
    default:
      throw scanner.violation('one of AUTO, EXPLICIT', quoted(value));
  }
}

export function writeAcknowledgeMode(writer: XmlWriter, open: string, value: AcknowledgeMode, close: string): void {
  if (value !== 'AUTO' && value !== 'EXPLICIT') refuseText(writer, open, 'one of AUTO, EXPLICIT', value);
  writer.plain(open, value, close);
}

export function readItemKind(scanner: XmlScanner): ItemKind {
  const value = scanner.readText();
  switch (value) {
    case 'MESSAGE':
    case 'DELIVERY_REPORT':
    case 'READ_REPORT':
    case 'INVITATION':
    case 'NOTICE':
    case 'TYPING':
      return value;
    default:
      throw scanner.violation('one of MESSAGE, DELIVERY_REPORT, READ_REPORT, INVITATION, NOTICE, TYPING', quoted(value));
  }
}

export function writeItemKind(writer: XmlWriter, open: string, value: ItemKind, close: string): void {
  if (value !== 'MESSAGE' && value !== 'DELIVERY_REPORT' && value !== 'READ_REPORT' && value !== 'INVITATION' && value !== 'NOTICE' && value !== 'TYPING') refuseText(writer, open, 'one of MESSAGE, DELIVERY_REPORT, READ_REPORT, INVITATION, NOTICE, TYPING', value);
  writer.plain(open, value, close);
}

export function readOutcome(scanner: XmlScanner): Outcome {
  const value = scanner.readText();
  switch (value) {
    case 'ACCEPTED':
    case 'RELEASED':
    case 'FAILED':
    case 'REJECTED':
      return value;
    default:
      throw scanner.violation('one of ACCEPTED, RELEASED, FAILED, REJECTED', quoted(value));
  }
}

export function writeOutcome(writer: XmlWriter, open: string, value: Outcome, close: string): void {
  if (value !== 'ACCEPTED' && value !== 'RELEASED' && value !== 'FAILED' && value !== 'REJECTED') refuseText(writer, open, 'one of ACCEPTED, RELEASED, FAILED, REJECTED', value);
  writer.plain(open, value, close);
}

export function readRequestId(scanner: XmlScanner): RequestId {
  const value = scanner.readText();
  if (value.length < 1 || value.length > 128) checkTextLength(scanner, value, 1, 128);
  return value;
}

export function writeRequestId(writer: XmlWriter, open: string, value: RequestId, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length < 1 || value.length > 128)) checkText(writer, open, value, 1, 128);
  writeString(writer, open, value, close);
}

export function readReceipt(scanner: XmlScanner): Receipt {
  const value = scanner.readText();
  if (value.length < 1 || value.length > 64) checkTextLength(scanner, value, 1, 64);
  return value;
}

export function writeReceipt(writer: XmlWriter, open: string, value: Receipt, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length < 1 || value.length > 64)) checkText(writer, open, value, 1, 64);
  writeString(writer, open, value, close);
}

export function readWaitSeconds(scanner: XmlScanner): WaitSeconds {
  return readInteger(scanner, 0, 3600);
}

export function writeWaitSeconds(writer: XmlWriter, open: string, value: WaitSeconds, close: string): void {
  writeInteger(writer, open, value, close, 0, 3600);
}

export function readLeaseSeconds(scanner: XmlScanner): LeaseSeconds {
  return readInteger(scanner, 1, 43200);
}

export function writeLeaseSeconds(writer: XmlWriter, open: string, value: LeaseSeconds, close: string): void {
  writeInteger(writer, open, value, close, 1, 43200);
}

export function readLifetimeSeconds(scanner: XmlScanner): LifetimeSeconds {
  return readInteger(scanner, 1, 31536000);
}

export function writeLifetimeSeconds(writer: XmlWriter, open: string, value: LifetimeSeconds, close: string): void {
  writeInteger(writer, open, value, close, 1, 31536000);
}

export function readMediaType(scanner: XmlScanner): MediaType {
  const value = scanner.readText();
  if (value.length < 6 || value.length > 1024) checkTextLength(scanner, value, 3, 1024);
  return value;
}

export function writeMediaType(writer: XmlWriter, open: string, value: MediaType, close: string): void {
  if (!writer.trusted && (typeof value !== 'string' || value.length < 6 || value.length > 1024)) checkText(writer, open, value, 3, 1024);
  writeString(writer, open, value, close);
}

export function readPartNumber(scanner: XmlScanner): PartNumber {
  return readInteger(scanner, 1, 10000);
}

export function writePartNumber(writer: XmlWriter, open: string, value: PartNumber, close: string): void {
  writeInteger(writer, open, value, close, 1, 10000);
}

const S_Part = { fields: ['contentType', 'name', 'text', 'data', 'attachment'], uri: IM_NAMESPACE };

/** Reads the content of an element of type Part, whose start tag has been read, and its end. */
export function readPart(scanner: XmlScanner): Part {
  scanner.next();
  if (scanner.name !== E_contentType) throw misplaced(scanner, S_Part, 'contentType');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MediaType);
  const contentType = readMediaType(scanner);
  scanner.next();
  let name: ShortText | undefined;
  if (scanner.name === E_name) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      name = readShortText(scanner);
    }
    scanner.next();
  }
  let text: string | undefined;
  if (scanner.name === E_text) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      text = scanner.readText();
    }
    scanner.next();
  }
  let data: Binary | undefined;
  if (scanner.name === E_data) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.base64Binary)) {
      data = readBase64(scanner);
    }
    scanner.next();
  } else if (scanner.name === E_attachment && isAttachment(scanner)) {
    data = readAttachment(scanner);
    scanner.next();
  }
  let attachment: string | undefined;
  if (scanner.name === E_attachment) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      attachment = scanner.readText();
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_Part, null);
  return {
    contentType,
    name,
    text,
    data,
    attachment,
  };
}

/** Writes an element of type Part between the tags `open` and `close`. */
export function writePart(writer: XmlWriter, open: string, value: PartInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeMediaType(writer, '<contentType>', value.contentType, '</contentType>');
  if (value.name !== undefined) writeShortText(writer, '<name>', value.name, '</name>');
  if (value.text !== undefined) writeString(writer, '<text>', value.text, '</text>');
  if (value.data !== undefined) writeBase64(writer, '<data>', value.data, '</data>');
  writer.raw(close);
}

const S_OutgoingMessage = { fields: ['clientMessageId', 'sender', 'senderName', 'replyTo', 'recipient', 'subject', 'part', 'messageClass', 'priority', 'expiresAt', 'timeToLive', 'report', 'anonymous', 'keepCopy', 'conversationId', 'inReplyTo', 'attribute'], uri: IM_NAMESPACE };

/** Reads the content of an element of type OutgoingMessage, whose start tag has been read, and its end. */
export function readOutgoingMessage(scanner: XmlScanner): OutgoingMessage {
  scanner.next();
  if (scanner.name !== E_clientMessageId) throw misplaced(scanner, S_OutgoingMessage, 'clientMessageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ClientMessageId);
  const clientMessageId = readClientMessageId(scanner);
  scanner.next();
  let sender: ImAddress | undefined;
  if (scanner.name === E_sender) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      sender = readImAddress(scanner);
    }
    scanner.next();
  }
  let senderName: ShortText | undefined;
  if (scanner.name === E_senderName) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      senderName = readShortText(scanner);
    }
    scanner.next();
  }
  let replyTo: ImAddress | undefined;
  if (scanner.name === E_replyTo) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      replyTo = readImAddress(scanner);
    }
    scanner.next();
  }
  const recipient: ImAddress[] = [];
  while (scanner.name === E_recipient) {
    if (scanner.attributeCount !== 0) requireValue(scanner, T_ImAddress);
    recipient.push(readImAddress(scanner));
    scanner.next();
  }
  if (recipient.length === 0) throw misplaced(scanner, S_OutgoingMessage, 'recipient');
  let subject: ShortText | undefined;
  if (scanner.name === E_subject) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      subject = readShortText(scanner);
    }
    scanner.next();
  }
  const part: Part[] = [];
  while (scanner.name === E_part) {
    if (scanner.attributeCount !== 0) requireValue(scanner, T_Part);
    part.push(readPart(scanner));
    scanner.next();
  }
  if (part.length === 0) throw misplaced(scanner, S_OutgoingMessage, 'part');
  let messageClass: MessageClass | undefined;
  if (scanner.name === E_messageClass) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_MessageClass)) {
      messageClass = readMessageClass(scanner);
    }
    scanner.next();
  }
  let priority: Priority | undefined;
  if (scanner.name === E_priority) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Priority)) {
      priority = readPriority(scanner);
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
  let timeToLive: LifetimeSeconds | undefined;
  if (scanner.name === E_timeToLive) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_LifetimeSeconds)) {
      timeToLive = readLifetimeSeconds(scanner);
    }
    scanner.next();
  }
  const report: ReportRequest[] = [];
  while (scanner.name === E_report) {
    if (report.length === 3) throw tooMany(scanner, 3);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ReportRequest)) {
      report.push(readReportRequest(scanner));
    }
    scanner.next();
  }
  let anonymous: boolean | undefined;
  if (scanner.name === E_anonymous) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.boolean)) {
      anonymous = readBoolean(scanner);
    }
    scanner.next();
  }
  let keepCopy: boolean | undefined;
  if (scanner.name === E_keepCopy) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.boolean)) {
      keepCopy = readBoolean(scanner);
    }
    scanner.next();
  }
  let conversationId: ShortText | undefined;
  if (scanner.name === E_conversationId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      conversationId = readShortText(scanner);
    }
    scanner.next();
  }
  let inReplyTo: MessageId | undefined;
  if (scanner.name === E_inReplyTo) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_MessageId)) {
      inReplyTo = readMessageId(scanner);
    }
    scanner.next();
  }
  const attribute: Attribute[] = [];
  while (scanner.name === E_attribute) {
    if (attribute.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Attribute)) {
      attribute.push(readAttribute(scanner));
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_OutgoingMessage, null);
  return {
    clientMessageId,
    sender,
    senderName,
    replyTo,
    recipient,
    subject,
    part,
    messageClass,
    priority,
    expiresAt,
    timeToLive,
    report,
    anonymous,
    keepCopy,
    conversationId,
    inReplyTo,
    attribute,
  };
}

/** Writes an element of type OutgoingMessage between the tags `open` and `close`. */
export function writeOutgoingMessage(writer: XmlWriter, open: string, value: OutgoingMessageInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeClientMessageId(writer, '<clientMessageId>', value.clientMessageId, '</clientMessageId>');
  if (value.sender !== undefined) writeImAddress(writer, '<sender>', value.sender, '</sender>');
  if (value.senderName !== undefined) writeShortText(writer, '<senderName>', value.senderName, '</senderName>');
  if (value.replyTo !== undefined) writeImAddress(writer, '<replyTo>', value.replyTo, '</replyTo>');
  for (const entry of checkedList(writer, '<recipient>', value.recipient, 1, Infinity)) {
    writeImAddress(writer, '<recipient>', entry, '</recipient>');
  }
  if (value.subject !== undefined) writeShortText(writer, '<subject>', value.subject, '</subject>');
  for (const entry of checkedList(writer, '<part>', value.part, 1, Infinity)) {
    writePart(writer, '<part>', entry, '</part>');
  }
  if (value.messageClass !== undefined) writeMessageClass(writer, '<messageClass>', value.messageClass, '</messageClass>');
  if (value.priority !== undefined) writePriority(writer, '<priority>', value.priority, '</priority>');
  if (value.expiresAt !== undefined) writeDateTime(writer, '<expiresAt>', value.expiresAt, '</expiresAt>');
  if (value.timeToLive !== undefined) writeLifetimeSeconds(writer, '<timeToLive>', value.timeToLive, '</timeToLive>');
  if (value.report !== undefined) {
    for (const entry of checkedList(writer, '<report>', value.report, 0, 3)) {
      writeReportRequest(writer, '<report>', entry, '</report>');
    }
  }
  if (value.anonymous !== undefined) writeBoolean(writer, '<anonymous>', value.anonymous, '</anonymous>');
  if (value.keepCopy !== undefined) writeBoolean(writer, '<keepCopy>', value.keepCopy, '</keepCopy>');
  if (value.conversationId !== undefined) writeShortText(writer, '<conversationId>', value.conversationId, '</conversationId>');
  if (value.inReplyTo !== undefined) writeMessageId(writer, '<inReplyTo>', value.inReplyTo, '</inReplyTo>');
  if (value.attribute !== undefined) {
    for (const entry of checkedList(writer, '<attribute>', value.attribute, 0, 100)) {
      writeAttribute(writer, '<attribute>', entry, '</attribute>');
    }
  }
  writer.raw(close);
}

const S_SendMessagesRequest = { fields: ['contractVersion', 'message'], uri: IM_NAMESPACE };

/** Reads the content of an element of type SendMessagesRequest, whose start tag has been read, and its end. */
export function readSendMessagesRequest(scanner: XmlScanner): SendMessagesRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  const message: OutgoingMessage[] = [];
  while (scanner.name === E_message) {
    if (scanner.attributeCount !== 0) requireValue(scanner, T_OutgoingMessage);
    message.push(readOutgoingMessage(scanner));
    scanner.next();
  }
  if (message.length === 0) throw misplaced(scanner, S_SendMessagesRequest, 'message');
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_SendMessagesRequest, null);
  return {
    contractVersion,
    message,
  };
}

/** Writes an element of type SendMessagesRequest between the tags `open` and `close`. */
export function writeSendMessagesRequest(writer: XmlWriter, open: string, value: SendMessagesRequestInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  for (const entry of checkedList(writer, '<message>', value.message, 1, Infinity)) {
    writeOutgoingMessage(writer, '<message>', entry, '</message>');
    writer.itemWritten();
  }
  writer.raw(close);
}

const S_SendResult = { fields: ['clientMessageId', 'recipient', 'messageId', 'code', 'reason', 'retryable', 'retryAfterSeconds'], uri: IM_NAMESPACE };

/** Reads the content of an element of type SendResult, whose start tag has been read, and its end. */
export function readSendResult(scanner: XmlScanner): SendResult {
  scanner.next();
  if (scanner.name !== E_clientMessageId) throw misplaced(scanner, S_SendResult, 'clientMessageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ClientMessageId);
  const clientMessageId = readClientMessageId(scanner);
  scanner.next();
  if (scanner.name !== E_recipient) throw misplaced(scanner, S_SendResult, 'recipient');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ImAddress);
  const recipient = readImAddress(scanner);
  scanner.next();
  let messageId: MessageId | undefined;
  if (scanner.name === E_messageId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_MessageId)) {
      messageId = readMessageId(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_code) throw misplaced(scanner, S_SendResult, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_SendResult, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.name !== E_retryable) throw misplaced(scanner, S_SendResult, 'retryable');
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
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_SendResult, null);
  return {
    clientMessageId,
    recipient,
    messageId,
    code,
    reason,
    retryable,
    retryAfterSeconds,
  };
}

/** Writes an element of type SendResult between the tags `open` and `close`. */
export function writeSendResult(writer: XmlWriter, open: string, value: SendResult, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeClientMessageId(writer, '<clientMessageId>', value.clientMessageId, '</clientMessageId>');
  writeImAddress(writer, '<recipient>', value.recipient, '</recipient>');
  if (value.messageId !== undefined) writeMessageId(writer, '<messageId>', value.messageId, '</messageId>');
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writeBoolean(writer, '<retryable>', value.retryable, '</retryable>');
  if (value.retryAfterSeconds !== undefined) writeSeconds(writer, '<retryAfterSeconds>', value.retryAfterSeconds, '</retryAfterSeconds>');
  writer.raw(close);
}

const S_SendMessagesResponse = { fields: ['code', 'reason', 'result'], uri: IM_NAMESPACE };

/** Reads the content of an element of type SendMessagesResponse, whose start tag has been read, and its end. */
export function readSendMessagesResponse(scanner: XmlScanner): SendMessagesResponse {
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_SendMessagesResponse, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_SendMessagesResponse, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  const result: SendResult[] = [];
  while (scanner.name === E_result) {
    if (scanner.attributeCount !== 0) requireValue(scanner, T_SendResult);
    result.push(readSendResult(scanner));
    scanner.next();
  }
  if (result.length === 0) throw misplaced(scanner, S_SendMessagesResponse, 'result');
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_SendMessagesResponse, null);
  return {
    code,
    reason,
    result,
  };
}

/** Writes an element of type SendMessagesResponse between the tags `open` and `close`. */
export function writeSendMessagesResponse(writer: XmlWriter, open: string, value: SendMessagesResponse, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  for (const entry of checkedList(writer, '<result>', value.result, 1, Infinity)) {
    writeSendResult(writer, '<result>', entry, '</result>');
    writer.itemWritten();
  }
  writer.raw(close);
}

/** Writes an element of type SendMessagesResponse as its values come. */
export async function* streamSendMessagesResponse(
  writer: XmlWriter,
  open: string,
  value: SendMessagesResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  {
    yield* streamEntries(writer, value.result, '/SendMessagesResponse/result', '<result>', 1, Infinity, (to, entry) => {
      writeSendResult(to, '<result>', entry, '</result>');
    });
  }
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

const S_GetMessagesRequest = { fields: ['contractVersion', 'maxMessages', 'maxBytes', 'waitSeconds', 'acknowledge', 'acknowledgeMode', 'leaseSeconds', 'requestId', 'headersOnly', 'kind', 'fromSender', 'forRecipient', 'conversationId'], uri: IM_NAMESPACE };

/** Reads the content of an element of type GetMessagesRequest, whose start tag has been read, and its end. */
export function readGetMessagesRequest(scanner: XmlScanner): GetMessagesRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  let maxMessages: PositiveCount | undefined;
  if (scanner.name === E_maxMessages) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_PositiveCount)) {
      maxMessages = readPositiveCount(scanner);
    }
    scanner.next();
  }
  let maxBytes: ByteCount | undefined;
  if (scanner.name === E_maxBytes) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ByteCount)) {
      maxBytes = readByteCount(scanner);
    }
    scanner.next();
  }
  let waitSeconds: WaitSeconds | undefined;
  if (scanner.name === E_waitSeconds) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_WaitSeconds)) {
      waitSeconds = readWaitSeconds(scanner);
    }
    scanner.next();
  }
  let acknowledge: Receipt | undefined;
  if (scanner.name === E_acknowledge) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Receipt)) {
      acknowledge = readReceipt(scanner);
    }
    scanner.next();
  }
  let acknowledgeMode: AcknowledgeMode | undefined;
  if (scanner.name === E_acknowledgeMode) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_AcknowledgeMode)) {
      acknowledgeMode = readAcknowledgeMode(scanner);
    }
    scanner.next();
  }
  let leaseSeconds: LeaseSeconds | undefined;
  if (scanner.name === E_leaseSeconds) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_LeaseSeconds)) {
      leaseSeconds = readLeaseSeconds(scanner);
    }
    scanner.next();
  }
  let requestId: RequestId | undefined;
  if (scanner.name === E_requestId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_RequestId)) {
      requestId = readRequestId(scanner);
    }
    scanner.next();
  }
  let headersOnly: boolean | undefined;
  if (scanner.name === E_headersOnly) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.boolean)) {
      headersOnly = readBoolean(scanner);
    }
    scanner.next();
  }
  const kind: ItemKind[] = [];
  while (scanner.name === E_kind) {
    if (kind.length === 6) throw tooMany(scanner, 6);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ItemKind)) {
      kind.push(readItemKind(scanner));
    }
    scanner.next();
  }
  let fromSender: ImAddress | undefined;
  if (scanner.name === E_fromSender) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      fromSender = readImAddress(scanner);
    }
    scanner.next();
  }
  let forRecipient: ImAddress | undefined;
  if (scanner.name === E_forRecipient) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      forRecipient = readImAddress(scanner);
    }
    scanner.next();
  }
  let conversationId: ShortText | undefined;
  if (scanner.name === E_conversationId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      conversationId = readShortText(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetMessagesRequest, null);
  return {
    contractVersion,
    maxMessages,
    maxBytes,
    waitSeconds,
    acknowledge,
    acknowledgeMode,
    leaseSeconds,
    requestId,
    headersOnly,
    kind,
    fromSender,
    forRecipient,
    conversationId,
  };
}

/** Writes an element of type GetMessagesRequest between the tags `open` and `close`. */
export function writeGetMessagesRequest(writer: XmlWriter, open: string, value: GetMessagesRequestInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  if (value.maxMessages !== undefined) writePositiveCount(writer, '<maxMessages>', value.maxMessages, '</maxMessages>');
  if (value.maxBytes !== undefined) writeByteCount(writer, '<maxBytes>', value.maxBytes, '</maxBytes>');
  if (value.waitSeconds !== undefined) writeWaitSeconds(writer, '<waitSeconds>', value.waitSeconds, '</waitSeconds>');
  if (value.acknowledge !== undefined) writeReceipt(writer, '<acknowledge>', value.acknowledge, '</acknowledge>');
  if (value.acknowledgeMode !== undefined) writeAcknowledgeMode(writer, '<acknowledgeMode>', value.acknowledgeMode, '</acknowledgeMode>');
  if (value.leaseSeconds !== undefined) writeLeaseSeconds(writer, '<leaseSeconds>', value.leaseSeconds, '</leaseSeconds>');
  if (value.requestId !== undefined) writeRequestId(writer, '<requestId>', value.requestId, '</requestId>');
  if (value.headersOnly !== undefined) writeBoolean(writer, '<headersOnly>', value.headersOnly, '</headersOnly>');
  if (value.kind !== undefined) {
    for (const entry of checkedList(writer, '<kind>', value.kind, 0, 6)) {
      writeItemKind(writer, '<kind>', entry, '</kind>');
      writer.itemWritten();
    }
  }
  if (value.fromSender !== undefined) writeImAddress(writer, '<fromSender>', value.fromSender, '</fromSender>');
  if (value.forRecipient !== undefined) writeImAddress(writer, '<forRecipient>', value.forRecipient, '</forRecipient>');
  if (value.conversationId !== undefined) writeShortText(writer, '<conversationId>', value.conversationId, '</conversationId>');
  writer.raw(close);
}

const S_ReceivedPart = { fields: ['number', 'contentType', 'name', 'size', 'text', 'data', 'contentOmitted'], uri: IM_NAMESPACE };

/** Reads the content of an element of type ReceivedPart, whose start tag has been read, and its end. */
export function readReceivedPart(scanner: XmlScanner): ReceivedPart {
  scanner.next();
  if (scanner.name !== E_number) throw misplaced(scanner, S_ReceivedPart, 'number');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PartNumber);
  const number = readPartNumber(scanner);
  scanner.next();
  if (scanner.name !== E_contentType) throw misplaced(scanner, S_ReceivedPart, 'contentType');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MediaType);
  const contentType = readMediaType(scanner);
  scanner.next();
  let name: ShortText | undefined;
  if (scanner.name === E_name) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      name = readShortText(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_size) throw misplaced(scanner, S_ReceivedPart, 'size');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ByteCount);
  const size = readByteCount(scanner);
  scanner.next();
  let text: string | undefined;
  if (scanner.name === E_text) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      text = scanner.readText();
    }
    scanner.next();
  }
  let data: Binary | undefined;
  if (scanner.name === E_data) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.base64Binary)) {
      data = readBase64(scanner);
    }
    scanner.next();
  } else if (scanner.name === E_attachment && isAttachment(scanner)) {
    data = readAttachment(scanner);
    scanner.next();
  }
  let contentOmitted: boolean | undefined;
  if (scanner.name === E_contentOmitted) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.boolean)) {
      contentOmitted = readBoolean(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_ReceivedPart, null);
  return {
    number,
    contentType,
    name,
    size,
    text,
    data,
    contentOmitted,
  };
}

/** Writes an element of type ReceivedPart between the tags `open` and `close`. */
export function writeReceivedPart(writer: XmlWriter, open: string, value: ReceivedPartInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writePartNumber(writer, '<number>', value.number, '</number>');
  writeMediaType(writer, '<contentType>', value.contentType, '</contentType>');
  if (value.name !== undefined) writeShortText(writer, '<name>', value.name, '</name>');
  writeByteCount(writer, '<size>', value.size, '</size>');
  if (value.text !== undefined) writeString(writer, '<text>', value.text, '</text>');
  if (value.data !== undefined) writeBase64(writer, '<data>', value.data, '</data>');
  if (value.contentOmitted !== undefined) writeBoolean(writer, '<contentOmitted>', value.contentOmitted, '</contentOmitted>');
  writer.raw(close);
}

const S_Content = { fields: ['subject', 'part'], uri: IM_NAMESPACE };

/** Reads the content of an element of type Content, whose start tag has been read, and its end. */
export function readContent(scanner: XmlScanner): Content {
  scanner.next();
  let subject: ShortText | undefined;
  if (scanner.name === E_subject) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      subject = readShortText(scanner);
    }
    scanner.next();
  }
  const part: ReceivedPart[] = [];
  while (scanner.name === E_part) {
    if (scanner.attributeCount !== 0) requireValue(scanner, T_ReceivedPart);
    part.push(readReceivedPart(scanner));
    scanner.next();
  }
  if (part.length === 0) throw misplaced(scanner, S_Content, 'part');
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_Content, null);
  return {
    subject,
    part,
  };
}

/** Writes an element of type Content between the tags `open` and `close`. */
export function writeContent(writer: XmlWriter, open: string, value: ContentInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.subject !== undefined) writeShortText(writer, '<subject>', value.subject, '</subject>');
  for (const entry of checkedList(writer, '<part>', value.part, 1, Infinity)) {
    writeReceivedPart(writer, '<part>', entry, '</part>');
  }
  writer.raw(close);
}

const S_DeliveryReport = { fields: ['reportedMessageId', 'clientMessageId', 'reportedRecipient', 'state', 'code', 'reason', 'changedAt'], uri: IM_NAMESPACE };

/** Reads the content of an element of type DeliveryReport, whose start tag has been read, and its end. */
export function readDeliveryReport(scanner: XmlScanner): DeliveryReport {
  scanner.next();
  if (scanner.name !== E_reportedMessageId) throw misplaced(scanner, S_DeliveryReport, 'reportedMessageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MessageId);
  const reportedMessageId = readMessageId(scanner);
  scanner.next();
  let clientMessageId: ClientMessageId | undefined;
  if (scanner.name === E_clientMessageId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ClientMessageId)) {
      clientMessageId = readClientMessageId(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_reportedRecipient) throw misplaced(scanner, S_DeliveryReport, 'reportedRecipient');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ImAddress);
  const reportedRecipient = readImAddress(scanner);
  scanner.next();
  if (scanner.name !== E_state) throw misplaced(scanner, S_DeliveryReport, 'state');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const state = scanner.readText();
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_DeliveryReport, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_DeliveryReport, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.name !== E_changedAt) throw misplaced(scanner, S_DeliveryReport, 'changedAt');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.dateTime);
  const changedAt = readDateTime(scanner);
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_DeliveryReport, null);
  return {
    reportedMessageId,
    clientMessageId,
    reportedRecipient,
    state,
    code,
    reason,
    changedAt,
  };
}

/** Writes an element of type DeliveryReport between the tags `open` and `close`. */
export function writeDeliveryReport(writer: XmlWriter, open: string, value: DeliveryReport, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeMessageId(writer, '<reportedMessageId>', value.reportedMessageId, '</reportedMessageId>');
  if (value.clientMessageId !== undefined) writeClientMessageId(writer, '<clientMessageId>', value.clientMessageId, '</clientMessageId>');
  writeImAddress(writer, '<reportedRecipient>', value.reportedRecipient, '</reportedRecipient>');
  writeString(writer, '<state>', value.state, '</state>');
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writeDateTime(writer, '<changedAt>', value.changedAt, '</changedAt>');
  writer.raw(close);
}

const S_InboxItem = { fields: ['messageId', 'kind', 'sender', 'senderName', 'replyTo', 'recipient', 'acceptedAt', 'expiresAt', 'deliveryAttempt', 'messageClass', 'priority', 'conversationId', 'inReplyTo', 'attribute', 'content', 'deliveryReport'], uri: IM_NAMESPACE };

/** Reads the content of an element of type InboxItem, whose start tag has been read, and its end. */
export function readInboxItem(scanner: XmlScanner): InboxItem {
  scanner.next();
  if (scanner.name !== E_messageId) throw misplaced(scanner, S_InboxItem, 'messageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MessageId);
  const messageId = readMessageId(scanner);
  scanner.next();
  if (scanner.name !== E_kind) throw misplaced(scanner, S_InboxItem, 'kind');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const kind = scanner.readText();
  scanner.next();
  if (scanner.name !== E_sender) throw misplaced(scanner, S_InboxItem, 'sender');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ImAddress);
  const sender = readImAddress(scanner);
  scanner.next();
  let senderName: ShortText | undefined;
  if (scanner.name === E_senderName) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      senderName = readShortText(scanner);
    }
    scanner.next();
  }
  let replyTo: ImAddress | undefined;
  if (scanner.name === E_replyTo) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ImAddress)) {
      replyTo = readImAddress(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_recipient) throw misplaced(scanner, S_InboxItem, 'recipient');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ImAddress);
  const recipient = readImAddress(scanner);
  scanner.next();
  if (scanner.name !== E_acceptedAt) throw misplaced(scanner, S_InboxItem, 'acceptedAt');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.dateTime);
  const acceptedAt = readDateTime(scanner);
  scanner.next();
  let expiresAt: Date | undefined;
  if (scanner.name === E_expiresAt) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.dateTime)) {
      expiresAt = readDateTime(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_deliveryAttempt) throw misplaced(scanner, S_InboxItem, 'deliveryAttempt');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PositiveCount);
  const deliveryAttempt = readPositiveCount(scanner);
  scanner.next();
  let messageClass: string | undefined;
  if (scanner.name === E_messageClass) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      messageClass = scanner.readText();
    }
    scanner.next();
  }
  let priority: string | undefined;
  if (scanner.name === E_priority) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      priority = scanner.readText();
    }
    scanner.next();
  }
  let conversationId: ShortText | undefined;
  if (scanner.name === E_conversationId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      conversationId = readShortText(scanner);
    }
    scanner.next();
  }
  let inReplyTo: MessageId | undefined;
  if (scanner.name === E_inReplyTo) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_MessageId)) {
      inReplyTo = readMessageId(scanner);
    }
    scanner.next();
  }
  const attribute: Attribute[] = [];
  while (scanner.name === E_attribute) {
    if (attribute.length === 100) throw tooMany(scanner, 100);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Attribute)) {
      attribute.push(readAttribute(scanner));
    }
    scanner.next();
  }
  let content: Content | undefined;
  if (scanner.name === E_content) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Content)) {
      content = readContent(scanner);
    }
    scanner.next();
  }
  let deliveryReport: DeliveryReport | undefined;
  if (scanner.name === E_deliveryReport) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_DeliveryReport)) {
      deliveryReport = readDeliveryReport(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_InboxItem, null);
  return {
    messageId,
    kind,
    sender,
    senderName,
    replyTo,
    recipient,
    acceptedAt,
    expiresAt,
    deliveryAttempt,
    messageClass,
    priority,
    conversationId,
    inReplyTo,
    attribute,
    content,
    deliveryReport,
  };
}

/** Writes an element of type InboxItem between the tags `open` and `close`. */
export function writeInboxItem(writer: XmlWriter, open: string, value: InboxItemInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeMessageId(writer, '<messageId>', value.messageId, '</messageId>');
  writeString(writer, '<kind>', value.kind, '</kind>');
  writeImAddress(writer, '<sender>', value.sender, '</sender>');
  if (value.senderName !== undefined) writeShortText(writer, '<senderName>', value.senderName, '</senderName>');
  if (value.replyTo !== undefined) writeImAddress(writer, '<replyTo>', value.replyTo, '</replyTo>');
  writeImAddress(writer, '<recipient>', value.recipient, '</recipient>');
  writeDateTime(writer, '<acceptedAt>', value.acceptedAt, '</acceptedAt>');
  if (value.expiresAt !== undefined) writeDateTime(writer, '<expiresAt>', value.expiresAt, '</expiresAt>');
  writePositiveCount(writer, '<deliveryAttempt>', value.deliveryAttempt, '</deliveryAttempt>');
  if (value.messageClass !== undefined) writeString(writer, '<messageClass>', value.messageClass, '</messageClass>');
  if (value.priority !== undefined) writeString(writer, '<priority>', value.priority, '</priority>');
  if (value.conversationId !== undefined) writeShortText(writer, '<conversationId>', value.conversationId, '</conversationId>');
  if (value.inReplyTo !== undefined) writeMessageId(writer, '<inReplyTo>', value.inReplyTo, '</inReplyTo>');
  if (value.attribute !== undefined) {
    for (const entry of checkedList(writer, '<attribute>', value.attribute, 0, 100)) {
      writeAttribute(writer, '<attribute>', entry, '</attribute>');
    }
  }
  if (value.content !== undefined) writeContent(writer, '<content>', value.content, '</content>');
  if (value.deliveryReport !== undefined) writeDeliveryReport(writer, '<deliveryReport>', value.deliveryReport, '</deliveryReport>');
  writer.raw(close);
}

const S_ReceiptResult = { fields: ['acknowledgedReceipt', 'code', 'reason'], uri: IM_NAMESPACE };

/** Reads the content of an element of type ReceiptResult, whose start tag has been read, and its end. */
export function readReceiptResult(scanner: XmlScanner): ReceiptResult {
  scanner.next();
  if (scanner.name !== E_acknowledgedReceipt) throw misplaced(scanner, S_ReceiptResult, 'acknowledgedReceipt');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_Receipt);
  const acknowledgedReceipt = readReceipt(scanner);
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_ReceiptResult, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_ReceiptResult, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_ReceiptResult, null);
  return {
    acknowledgedReceipt,
    code,
    reason,
  };
}

/** Writes an element of type ReceiptResult between the tags `open` and `close`. */
export function writeReceiptResult(writer: XmlWriter, open: string, value: ReceiptResult, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeReceipt(writer, '<acknowledgedReceipt>', value.acknowledgedReceipt, '</acknowledgedReceipt>');
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writer.raw(close);
}

const S_GetMessagesResponse = { fields: ['item', 'moreAvailable', 'remaining', 'receipt', 'acknowledgeResult', 'retryAfterSeconds'], uri: IM_NAMESPACE };

/** Reads the content of an element of type GetMessagesResponse, whose start tag has been read, and its end. */
export function readGetMessagesResponse(scanner: XmlScanner): GetMessagesResponse {
  scanner.next();
  const item: InboxItem[] = [];
  while (scanner.name === E_item) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_InboxItem)) {
      item.push(readInboxItem(scanner));
    }
    scanner.next();
  }
  if (scanner.name !== E_moreAvailable) throw misplaced(scanner, S_GetMessagesResponse, 'moreAvailable');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.boolean);
  const moreAvailable = readBoolean(scanner);
  scanner.next();
  let remaining: number | undefined;
  if (scanner.name === E_remaining) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.int)) {
      remaining = readInteger(scanner, -2147483648, 2147483647);
    }
    scanner.next();
  }
  let receipt: Receipt | undefined;
  if (scanner.name === E_receipt) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Receipt)) {
      receipt = readReceipt(scanner);
    }
    scanner.next();
  }
  let acknowledgeResult: ReceiptResult | undefined;
  if (scanner.name === E_acknowledgeResult) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ReceiptResult)) {
      acknowledgeResult = readReceiptResult(scanner);
    }
    scanner.next();
  }
  let retryAfterSeconds: Seconds | undefined;
  if (scanner.name === E_retryAfterSeconds) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_Seconds)) {
      retryAfterSeconds = readSeconds(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetMessagesResponse, null);
  return {
    item,
    moreAvailable,
    remaining,
    receipt,
    acknowledgeResult,
    retryAfterSeconds,
  };
}

/** Writes an element of type GetMessagesResponse between the tags `open` and `close`. */
export function writeGetMessagesResponse(writer: XmlWriter, open: string, value: GetMessagesResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.item !== undefined) {
    for (const entry of checkedList(writer, '<item>', value.item, 0, Infinity)) {
      writeInboxItem(writer, '<item>', entry, '</item>');
      writer.itemWritten();
    }
  }
  writeBoolean(writer, '<moreAvailable>', value.moreAvailable, '</moreAvailable>');
  if (value.remaining !== undefined) writeInteger(writer, '<remaining>', value.remaining, '</remaining>', -2147483648, 2147483647);
  if (value.receipt !== undefined) writeReceipt(writer, '<receipt>', value.receipt, '</receipt>');
  if (value.acknowledgeResult !== undefined) writeReceiptResult(writer, '<acknowledgeResult>', value.acknowledgeResult, '</acknowledgeResult>');
  if (value.retryAfterSeconds !== undefined) writeSeconds(writer, '<retryAfterSeconds>', value.retryAfterSeconds, '</retryAfterSeconds>');
  writer.raw(close);
}

/** Writes an element of type GetMessagesResponse as its values come. */
export async function* streamGetMessagesResponse(
  writer: XmlWriter,
  open: string,
  value: GetMessagesResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  if (value.item !== undefined) {
    yield* streamEntries(writer, value.item, '/GetMessagesResponse/item', '<item>', 0, Infinity, (to, entry) => {
      writeInboxItem(to, '<item>', entry, '</item>');
    });
  }
  const moreAvailable = await settled(value.moreAvailable);
  writeBoolean(writer, '<moreAvailable>', moreAvailable, '</moreAvailable>');
  const remaining = await settled(value.remaining);
  if (remaining !== undefined) writeInteger(writer, '<remaining>', remaining, '</remaining>', -2147483648, 2147483647);
  const receipt = await settled(value.receipt);
  if (receipt !== undefined) writeReceipt(writer, '<receipt>', receipt, '</receipt>');
  const acknowledgeResult = await settled(value.acknowledgeResult);
  if (acknowledgeResult !== undefined) writeReceiptResult(writer, '<acknowledgeResult>', acknowledgeResult, '</acknowledgeResult>');
  const retryAfterSeconds = await settled(value.retryAfterSeconds);
  if (retryAfterSeconds !== undefined) writeSeconds(writer, '<retryAfterSeconds>', retryAfterSeconds, '</retryAfterSeconds>');
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

const S_GetMessageContentRequest = { fields: ['contractVersion', 'messageId', 'part', 'offset', 'length'], uri: IM_NAMESPACE };

/** Reads the content of an element of type GetMessageContentRequest, whose start tag has been read, and its end. */
export function readGetMessageContentRequest(scanner: XmlScanner): GetMessageContentRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_messageId) throw misplaced(scanner, S_GetMessageContentRequest, 'messageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MessageId);
  const messageId = readMessageId(scanner);
  scanner.next();
  if (scanner.name !== E_part) throw misplaced(scanner, S_GetMessageContentRequest, 'part');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PartNumber);
  const part = readPartNumber(scanner);
  scanner.next();
  let offset: ByteCount | undefined;
  if (scanner.name === E_offset) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ByteCount)) {
      offset = readByteCount(scanner);
    }
    scanner.next();
  }
  let length: ByteCount | undefined;
  if (scanner.name === E_length) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ByteCount)) {
      length = readByteCount(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetMessageContentRequest, null);
  return {
    contractVersion,
    messageId,
    part,
    offset,
    length,
  };
}

/** Writes an element of type GetMessageContentRequest between the tags `open` and `close`. */
export function writeGetMessageContentRequest(writer: XmlWriter, open: string, value: GetMessageContentRequest, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  writeMessageId(writer, '<messageId>', value.messageId, '</messageId>');
  writePartNumber(writer, '<part>', value.part, '</part>');
  if (value.offset !== undefined) writeByteCount(writer, '<offset>', value.offset, '</offset>');
  if (value.length !== undefined) writeByteCount(writer, '<length>', value.length, '</length>');
  writer.raw(close);
}

const S_GetMessageContentResponse = { fields: ['messageId', 'part', 'contentType', 'size', 'offset', 'data', 'moreAvailable'], uri: IM_NAMESPACE };

/** Reads the content of an element of type GetMessageContentResponse, whose start tag has been read, and its end. */
export function readGetMessageContentResponse(scanner: XmlScanner): GetMessageContentResponse {
  scanner.next();
  if (scanner.name !== E_messageId) throw misplaced(scanner, S_GetMessageContentResponse, 'messageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MessageId);
  const messageId = readMessageId(scanner);
  scanner.next();
  if (scanner.name !== E_part) throw misplaced(scanner, S_GetMessageContentResponse, 'part');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PartNumber);
  const part = readPartNumber(scanner);
  scanner.next();
  if (scanner.name !== E_contentType) throw misplaced(scanner, S_GetMessageContentResponse, 'contentType');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MediaType);
  const contentType = readMediaType(scanner);
  scanner.next();
  if (scanner.name !== E_size) throw misplaced(scanner, S_GetMessageContentResponse, 'size');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ByteCount);
  const size = readByteCount(scanner);
  scanner.next();
  if (scanner.name !== E_offset) throw misplaced(scanner, S_GetMessageContentResponse, 'offset');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ByteCount);
  const offset = readByteCount(scanner);
  scanner.next();
  let data: Binary;
  if (scanner.name === E_data) {
    if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.base64Binary);
    data = readBase64(scanner);
  } else if (scanner.name === E_attachment && isAttachment(scanner)) data = readAttachment(scanner);
  else throw misplaced(scanner, S_GetMessageContentResponse, 'data');
  scanner.next();
  if (scanner.name !== E_moreAvailable) throw misplaced(scanner, S_GetMessageContentResponse, 'moreAvailable');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.boolean);
  const moreAvailable = readBoolean(scanner);
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetMessageContentResponse, null);
  return {
    messageId,
    part,
    contentType,
    size,
    offset,
    data,
    moreAvailable,
  };
}

/** Writes an element of type GetMessageContentResponse between the tags `open` and `close`. */
export function writeGetMessageContentResponse(writer: XmlWriter, open: string, value: GetMessageContentResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeMessageId(writer, '<messageId>', value.messageId, '</messageId>');
  writePartNumber(writer, '<part>', value.part, '</part>');
  writeMediaType(writer, '<contentType>', value.contentType, '</contentType>');
  writeByteCount(writer, '<size>', value.size, '</size>');
  writeByteCount(writer, '<offset>', value.offset, '</offset>');
  writeBase64(writer, '<data>', value.data, '</data>');
  writeBoolean(writer, '<moreAvailable>', value.moreAvailable, '</moreAvailable>');
  writer.raw(close);
}

/** Writes an element of type GetMessageContentResponse as its values come. */
export async function* streamGetMessageContentResponse(
  writer: XmlWriter,
  open: string,
  value: GetMessageContentResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeMessageId(writer, '<messageId>', value.messageId, '</messageId>');
  writePartNumber(writer, '<part>', value.part, '</part>');
  writeMediaType(writer, '<contentType>', value.contentType, '</contentType>');
  writeByteCount(writer, '<size>', value.size, '</size>');
  writeByteCount(writer, '<offset>', value.offset, '</offset>');
  writeBase64(writer, '<data>', value.data, '</data>');
  writeBoolean(writer, '<moreAvailable>', value.moreAvailable, '</moreAvailable>');
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

const S_AcknowledgeEntry = { fields: ['messageId', 'outcome', 'reason'], uri: IM_NAMESPACE };

/** Reads the content of an element of type AcknowledgeEntry, whose start tag has been read, and its end. */
export function readAcknowledgeEntry(scanner: XmlScanner): AcknowledgeEntry {
  scanner.next();
  if (scanner.name !== E_messageId) throw misplaced(scanner, S_AcknowledgeEntry, 'messageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MessageId);
  const messageId = readMessageId(scanner);
  scanner.next();
  if (scanner.name !== E_outcome) throw misplaced(scanner, S_AcknowledgeEntry, 'outcome');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_Outcome);
  const outcome = readOutcome(scanner);
  scanner.next();
  let reason: ShortText | undefined;
  if (scanner.name === E_reason) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ShortText)) {
      reason = readShortText(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_AcknowledgeEntry, null);
  return {
    messageId,
    outcome,
    reason,
  };
}

/** Writes an element of type AcknowledgeEntry between the tags `open` and `close`. */
export function writeAcknowledgeEntry(writer: XmlWriter, open: string, value: AcknowledgeEntry, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeMessageId(writer, '<messageId>', value.messageId, '</messageId>');
  writeOutcome(writer, '<outcome>', value.outcome, '</outcome>');
  if (value.reason !== undefined) writeShortText(writer, '<reason>', value.reason, '</reason>');
  writer.raw(close);
}

const S_AcknowledgeMessagesRequest = { fields: ['contractVersion', 'receipt', 'entry', 'extendSeconds'], uri: IM_NAMESPACE };

/** Reads the content of an element of type AcknowledgeMessagesRequest, whose start tag has been read, and its end. */
export function readAcknowledgeMessagesRequest(scanner: XmlScanner): AcknowledgeMessagesRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_receipt) throw misplaced(scanner, S_AcknowledgeMessagesRequest, 'receipt');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_Receipt);
  const receipt = readReceipt(scanner);
  scanner.next();
  const entry: AcknowledgeEntry[] = [];
  while (scanner.name === E_entry) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_AcknowledgeEntry)) {
      entry.push(readAcknowledgeEntry(scanner));
    }
    scanner.next();
  }
  let extendSeconds: LeaseSeconds | undefined;
  if (scanner.name === E_extendSeconds) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_LeaseSeconds)) {
      extendSeconds = readLeaseSeconds(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_AcknowledgeMessagesRequest, null);
  return {
    contractVersion,
    receipt,
    entry,
    extendSeconds,
  };
}

/** Writes an element of type AcknowledgeMessagesRequest between the tags `open` and `close`. */
export function writeAcknowledgeMessagesRequest(writer: XmlWriter, open: string, value: AcknowledgeMessagesRequestInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  writeReceipt(writer, '<receipt>', value.receipt, '</receipt>');
  if (value.entry !== undefined) {
    for (const entry of checkedList(writer, '<entry>', value.entry, 0, Infinity)) {
      writeAcknowledgeEntry(writer, '<entry>', entry, '</entry>');
      writer.itemWritten();
    }
  }
  if (value.extendSeconds !== undefined) writeLeaseSeconds(writer, '<extendSeconds>', value.extendSeconds, '</extendSeconds>');
  writer.raw(close);
}

const S_AcknowledgeResult = { fields: ['messageId', 'outcome', 'code', 'reason'], uri: IM_NAMESPACE };

/** Reads the content of an element of type AcknowledgeResult, whose start tag has been read, and its end. */
export function readAcknowledgeResult(scanner: XmlScanner): AcknowledgeResult {
  scanner.next();
  if (scanner.name !== E_messageId) throw misplaced(scanner, S_AcknowledgeResult, 'messageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_MessageId);
  const messageId = readMessageId(scanner);
  scanner.next();
  if (scanner.name !== E_outcome) throw misplaced(scanner, S_AcknowledgeResult, 'outcome');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const outcome = scanner.readText();
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_AcknowledgeResult, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_AcknowledgeResult, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_AcknowledgeResult, null);
  return {
    messageId,
    outcome,
    code,
    reason,
  };
}

/** Writes an element of type AcknowledgeResult between the tags `open` and `close`. */
export function writeAcknowledgeResult(writer: XmlWriter, open: string, value: AcknowledgeResult, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeMessageId(writer, '<messageId>', value.messageId, '</messageId>');
  writeString(writer, '<outcome>', value.outcome, '</outcome>');
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writer.raw(close);
}

const S_AcknowledgeMessagesResponse = { fields: ['code', 'reason', 'result', 'leasedUntil'], uri: IM_NAMESPACE };

/** Reads the content of an element of type AcknowledgeMessagesResponse, whose start tag has been read, and its end. */
export function readAcknowledgeMessagesResponse(scanner: XmlScanner): AcknowledgeMessagesResponse {
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_AcknowledgeMessagesResponse, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_AcknowledgeMessagesResponse, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  const result: AcknowledgeResult[] = [];
  while (scanner.name === E_result) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_AcknowledgeResult)) {
      result.push(readAcknowledgeResult(scanner));
    }
    scanner.next();
  }
  let leasedUntil: Date | undefined;
  if (scanner.name === E_leasedUntil) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.dateTime)) {
      leasedUntil = readDateTime(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_AcknowledgeMessagesResponse, null);
  return {
    code,
    reason,
    result,
    leasedUntil,
  };
}

/** Writes an element of type AcknowledgeMessagesResponse between the tags `open` and `close`. */
export function writeAcknowledgeMessagesResponse(writer: XmlWriter, open: string, value: AcknowledgeMessagesResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  if (value.result !== undefined) {
    for (const entry of checkedList(writer, '<result>', value.result, 0, Infinity)) {
      writeAcknowledgeResult(writer, '<result>', entry, '</result>');
      writer.itemWritten();
    }
  }
  if (value.leasedUntil !== undefined) writeDateTime(writer, '<leasedUntil>', value.leasedUntil, '</leasedUntil>');
  writer.raw(close);
}

/** Writes an element of type AcknowledgeMessagesResponse as its values come. */
export async function* streamAcknowledgeMessagesResponse(
  writer: XmlWriter,
  open: string,
  value: AcknowledgeMessagesResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  if (value.result !== undefined) {
    yield* streamEntries(writer, value.result, '/AcknowledgeMessagesResponse/result', '<result>', 0, Infinity, (to, entry) => {
      writeAcknowledgeResult(to, '<result>', entry, '</result>');
    });
  }
  const leasedUntil = await settled(value.leasedUntil);
  if (leasedUntil !== undefined) writeDateTime(writer, '<leasedUntil>', leasedUntil, '</leasedUntil>');
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

const S_GetMessageStatusRequest = { fields: ['contractVersion', 'messageId', 'clientMessageId'], uri: IM_NAMESPACE };

/** Reads the content of an element of type GetMessageStatusRequest, whose start tag has been read, and its end. */
export function readGetMessageStatusRequest(scanner: XmlScanner): GetMessageStatusRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  const messageId: MessageId[] = [];
  while (scanner.name === E_messageId) {
    if (messageId.length === 1000) throw tooMany(scanner, 1000);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_MessageId)) {
      messageId.push(readMessageId(scanner));
    }
    scanner.next();
  }
  const clientMessageId: ClientMessageId[] = [];
  while (scanner.name === E_clientMessageId) {
    if (clientMessageId.length === 1000) throw tooMany(scanner, 1000);
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ClientMessageId)) {
      clientMessageId.push(readClientMessageId(scanner));
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetMessageStatusRequest, null);
  return {
    contractVersion,
    messageId,
    clientMessageId,
  };
}

/** Writes an element of type GetMessageStatusRequest between the tags `open` and `close`. */
export function writeGetMessageStatusRequest(writer: XmlWriter, open: string, value: GetMessageStatusRequestInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  if (value.messageId !== undefined) {
    for (const entry of checkedList(writer, '<messageId>', value.messageId, 0, 1000)) {
      writeMessageId(writer, '<messageId>', entry, '</messageId>');
      writer.itemWritten();
    }
  }
  if (value.clientMessageId !== undefined) {
    for (const entry of checkedList(writer, '<clientMessageId>', value.clientMessageId, 0, 1000)) {
      writeClientMessageId(writer, '<clientMessageId>', entry, '</clientMessageId>');
      writer.itemWritten();
    }
  }
  writer.raw(close);
}

const S_MessageStatus = { fields: ['messageId', 'clientMessageId', 'recipient', 'state', 'code', 'reason', 'changedAt'], uri: IM_NAMESPACE };

/** Reads the content of an element of type MessageStatus, whose start tag has been read, and its end. */
export function readMessageStatus(scanner: XmlScanner): MessageStatus {
  scanner.next();
  let messageId: MessageId | undefined;
  if (scanner.name === E_messageId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_MessageId)) {
      messageId = readMessageId(scanner);
    }
    scanner.next();
  }
  if (scanner.name !== E_clientMessageId) throw misplaced(scanner, S_MessageStatus, 'clientMessageId');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ClientMessageId);
  const clientMessageId = readClientMessageId(scanner);
  scanner.next();
  if (scanner.name !== E_recipient) throw misplaced(scanner, S_MessageStatus, 'recipient');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ImAddress);
  const recipient = readImAddress(scanner);
  scanner.next();
  if (scanner.name !== E_state) throw misplaced(scanner, S_MessageStatus, 'state');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const state = scanner.readText();
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_MessageStatus, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_MessageStatus, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  if (scanner.name !== E_changedAt) throw misplaced(scanner, S_MessageStatus, 'changedAt');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.dateTime);
  const changedAt = readDateTime(scanner);
  scanner.next();
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_MessageStatus, null);
  return {
    messageId,
    clientMessageId,
    recipient,
    state,
    code,
    reason,
    changedAt,
  };
}

/** Writes an element of type MessageStatus between the tags `open` and `close`. */
export function writeMessageStatus(writer: XmlWriter, open: string, value: MessageStatus, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.messageId !== undefined) writeMessageId(writer, '<messageId>', value.messageId, '</messageId>');
  writeClientMessageId(writer, '<clientMessageId>', value.clientMessageId, '</clientMessageId>');
  writeImAddress(writer, '<recipient>', value.recipient, '</recipient>');
  writeString(writer, '<state>', value.state, '</state>');
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  writeDateTime(writer, '<changedAt>', value.changedAt, '</changedAt>');
  writer.raw(close);
}

const S_GetMessageStatusResponse = { fields: ['code', 'reason', 'status', 'unknownMessageId', 'unknownClientMessageId'], uri: IM_NAMESPACE };

/** Reads the content of an element of type GetMessageStatusResponse, whose start tag has been read, and its end. */
export function readGetMessageStatusResponse(scanner: XmlScanner): GetMessageStatusResponse {
  scanner.next();
  if (scanner.name !== E_code) throw misplaced(scanner, S_GetMessageStatusResponse, 'code');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ResultCode);
  const code = readResultCode(scanner);
  scanner.next();
  if (scanner.name !== E_reason) throw misplaced(scanner, S_GetMessageStatusResponse, 'reason');
  if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
  const reason = scanner.readText();
  scanner.next();
  const status: MessageStatus[] = [];
  while (scanner.name === E_status) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_MessageStatus)) {
      status.push(readMessageStatus(scanner));
    }
    scanner.next();
  }
  const unknownMessageId: MessageId[] = [];
  while (scanner.name === E_unknownMessageId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_MessageId)) {
      unknownMessageId.push(readMessageId(scanner));
    }
    scanner.next();
  }
  const unknownClientMessageId: ClientMessageId[] = [];
  while (scanner.name === E_unknownClientMessageId) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ClientMessageId)) {
      unknownClientMessageId.push(readClientMessageId(scanner));
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetMessageStatusResponse, null);
  return {
    code,
    reason,
    status,
    unknownMessageId,
    unknownClientMessageId,
  };
}

/** Writes an element of type GetMessageStatusResponse between the tags `open` and `close`. */
export function writeGetMessageStatusResponse(writer: XmlWriter, open: string, value: GetMessageStatusResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  if (value.status !== undefined) {
    for (const entry of checkedList(writer, '<status>', value.status, 0, Infinity)) {
      writeMessageStatus(writer, '<status>', entry, '</status>');
      writer.itemWritten();
    }
  }
  if (value.unknownMessageId !== undefined) {
    for (const entry of checkedList(writer, '<unknownMessageId>', value.unknownMessageId, 0, Infinity)) {
      writeMessageId(writer, '<unknownMessageId>', entry, '</unknownMessageId>');
      writer.itemWritten();
    }
  }
  if (value.unknownClientMessageId !== undefined) {
    for (const entry of checkedList(writer, '<unknownClientMessageId>', value.unknownClientMessageId, 0, Infinity)) {
      writeClientMessageId(writer, '<unknownClientMessageId>', entry, '</unknownClientMessageId>');
      writer.itemWritten();
    }
  }
  writer.raw(close);
}

/** Writes an element of type GetMessageStatusResponse as its values come. */
export async function* streamGetMessageStatusResponse(
  writer: XmlWriter,
  open: string,
  value: GetMessageStatusResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeResultCode(writer, '<code>', value.code, '</code>');
  writeString(writer, '<reason>', value.reason, '</reason>');
  if (value.status !== undefined) {
    yield* streamEntries(writer, value.status, '/GetMessageStatusResponse/status', '<status>', 0, Infinity, (to, entry) => {
      writeMessageStatus(to, '<status>', entry, '</status>');
    });
  }
  const unknownMessageId = await settled(value.unknownMessageId);
  if (unknownMessageId !== undefined) {
    yield* streamEntries(writer, unknownMessageId, '/GetMessageStatusResponse/unknownMessageId', '<unknownMessageId>', 0, Infinity, (to, entry) => {
      writeMessageId(to, '<unknownMessageId>', entry, '</unknownMessageId>');
    });
  }
  const unknownClientMessageId = await settled(value.unknownClientMessageId);
  if (unknownClientMessageId !== undefined) {
    yield* streamEntries(writer, unknownClientMessageId, '/GetMessageStatusResponse/unknownClientMessageId', '<unknownClientMessageId>', 0, Infinity, (to, entry) => {
      writeClientMessageId(to, '<unknownClientMessageId>', entry, '</unknownClientMessageId>');
    });
  }
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

const S_GetCapabilitiesRequest = { fields: ['contractVersion'], uri: IM_NAMESPACE };

/** Reads the content of an element of type GetCapabilitiesRequest, whose start tag has been read, and its end. */
export function readGetCapabilitiesRequest(scanner: XmlScanner): GetCapabilitiesRequest {
  scanner.next();
  let contractVersion: ContractVersion | undefined;
  if (scanner.name === E_contractVersion) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, T_ContractVersion)) {
      contractVersion = readContractVersion(scanner);
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetCapabilitiesRequest, null);
  return {
    contractVersion,
  };
}

/** Writes an element of type GetCapabilitiesRequest between the tags `open` and `close`. */
export function writeGetCapabilitiesRequest(writer: XmlWriter, open: string, value: GetCapabilitiesRequest, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  if (value.contractVersion !== undefined) writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  writer.raw(close);
}

const S_GetCapabilitiesResponse = { fields: ['contractVersion', 'domain', 'maxRequestBytes', 'maxMessageBytes', 'maxDeliveriesPerRequest', 'suggestedBatchSize', 'maxWaitSeconds', 'defaultLeaseSeconds', 'maxLeaseSeconds', 'maxInlineBytes', 'idempotencySeconds', 'kind', 'feature'], uri: IM_NAMESPACE };

/** Reads the content of an element of type GetCapabilitiesResponse, whose start tag has been read, and its end. */
export function readGetCapabilitiesResponse(scanner: XmlScanner): GetCapabilitiesResponse {
  scanner.next();
  if (scanner.name !== E_contractVersion) throw misplaced(scanner, S_GetCapabilitiesResponse, 'contractVersion');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ContractVersion);
  const contractVersion = readContractVersion(scanner);
  scanner.next();
  const domain: string[] = [];
  while (scanner.name === E_domain) {
    if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
    domain.push(scanner.readText());
    scanner.next();
  }
  if (domain.length === 0) throw misplaced(scanner, S_GetCapabilitiesResponse, 'domain');
  if (scanner.name !== E_maxRequestBytes) throw misplaced(scanner, S_GetCapabilitiesResponse, 'maxRequestBytes');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ByteCount);
  const maxRequestBytes = readByteCount(scanner);
  scanner.next();
  if (scanner.name !== E_maxMessageBytes) throw misplaced(scanner, S_GetCapabilitiesResponse, 'maxMessageBytes');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ByteCount);
  const maxMessageBytes = readByteCount(scanner);
  scanner.next();
  if (scanner.name !== E_maxDeliveriesPerRequest) throw misplaced(scanner, S_GetCapabilitiesResponse, 'maxDeliveriesPerRequest');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PositiveCount);
  const maxDeliveriesPerRequest = readPositiveCount(scanner);
  scanner.next();
  if (scanner.name !== E_suggestedBatchSize) throw misplaced(scanner, S_GetCapabilitiesResponse, 'suggestedBatchSize');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_PositiveCount);
  const suggestedBatchSize = readPositiveCount(scanner);
  scanner.next();
  if (scanner.name !== E_maxWaitSeconds) throw misplaced(scanner, S_GetCapabilitiesResponse, 'maxWaitSeconds');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_Seconds);
  const maxWaitSeconds = readSeconds(scanner);
  scanner.next();
  if (scanner.name !== E_defaultLeaseSeconds) throw misplaced(scanner, S_GetCapabilitiesResponse, 'defaultLeaseSeconds');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_Seconds);
  const defaultLeaseSeconds = readSeconds(scanner);
  scanner.next();
  if (scanner.name !== E_maxLeaseSeconds) throw misplaced(scanner, S_GetCapabilitiesResponse, 'maxLeaseSeconds');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_Seconds);
  const maxLeaseSeconds = readSeconds(scanner);
  scanner.next();
  if (scanner.name !== E_maxInlineBytes) throw misplaced(scanner, S_GetCapabilitiesResponse, 'maxInlineBytes');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_ByteCount);
  const maxInlineBytes = readByteCount(scanner);
  scanner.next();
  if (scanner.name !== E_idempotencySeconds) throw misplaced(scanner, S_GetCapabilitiesResponse, 'idempotencySeconds');
  if (scanner.attributeCount !== 0) requireValue(scanner, T_Seconds);
  const idempotencySeconds = readSeconds(scanner);
  scanner.next();
  const kind: string[] = [];
  while (scanner.name === E_kind) {
    if (scanner.attributeCount !== 0) requireValue(scanner, builtinTypes.string);
    kind.push(scanner.readText());
    scanner.next();
  }
  if (kind.length === 0) throw misplaced(scanner, S_GetCapabilitiesResponse, 'kind');
  const feature: string[] = [];
  while (scanner.name === E_feature) {
    if (scanner.attributeCount === 0 || !isAbsent(scanner, builtinTypes.string)) {
      feature.push(scanner.readText());
    }
    scanner.next();
  }
  if (scanner.token !== XmlToken.End) throw misplaced(scanner, S_GetCapabilitiesResponse, null);
  return {
    contractVersion,
    domain,
    maxRequestBytes,
    maxMessageBytes,
    maxDeliveriesPerRequest,
    suggestedBatchSize,
    maxWaitSeconds,
    defaultLeaseSeconds,
    maxLeaseSeconds,
    maxInlineBytes,
    idempotencySeconds,
    kind,
    feature,
  };
}

/** Writes an element of type GetCapabilitiesResponse between the tags `open` and `close`. */
export function writeGetCapabilitiesResponse(writer: XmlWriter, open: string, value: GetCapabilitiesResponseInput, close: string): void {
  checkObject(writer, open, value);
  writer.raw(open);
  writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  for (const entry of checkedList(writer, '<domain>', value.domain, 1, Infinity)) {
    writeString(writer, '<domain>', entry, '</domain>');
    writer.itemWritten();
  }
  writeByteCount(writer, '<maxRequestBytes>', value.maxRequestBytes, '</maxRequestBytes>');
  writeByteCount(writer, '<maxMessageBytes>', value.maxMessageBytes, '</maxMessageBytes>');
  writePositiveCount(writer, '<maxDeliveriesPerRequest>', value.maxDeliveriesPerRequest, '</maxDeliveriesPerRequest>');
  writePositiveCount(writer, '<suggestedBatchSize>', value.suggestedBatchSize, '</suggestedBatchSize>');
  writeSeconds(writer, '<maxWaitSeconds>', value.maxWaitSeconds, '</maxWaitSeconds>');
  writeSeconds(writer, '<defaultLeaseSeconds>', value.defaultLeaseSeconds, '</defaultLeaseSeconds>');
  writeSeconds(writer, '<maxLeaseSeconds>', value.maxLeaseSeconds, '</maxLeaseSeconds>');
  writeByteCount(writer, '<maxInlineBytes>', value.maxInlineBytes, '</maxInlineBytes>');
  writeSeconds(writer, '<idempotencySeconds>', value.idempotencySeconds, '</idempotencySeconds>');
  for (const entry of checkedList(writer, '<kind>', value.kind, 1, Infinity)) {
    writeString(writer, '<kind>', entry, '</kind>');
    writer.itemWritten();
  }
  if (value.feature !== undefined) {
    for (const entry of checkedList(writer, '<feature>', value.feature, 0, Infinity)) {
      writeString(writer, '<feature>', entry, '</feature>');
      writer.itemWritten();
    }
  }
  writer.raw(close);
}

/** Writes an element of type GetCapabilitiesResponse as its values come. */
export async function* streamGetCapabilitiesResponse(
  writer: XmlWriter,
  open: string,
  value: GetCapabilitiesResponseStream,
  close: string,
): AsyncGenerator<XmlPiece, void, undefined> {
  checkObject(writer, open, value);
  writer.inPieces = true;
  writer.raw(open);
  writeContractVersion(writer, '<contractVersion>', value.contractVersion, '</contractVersion>');
  {
    yield* streamEntries(writer, value.domain, '/GetCapabilitiesResponse/domain', '<domain>', 1, Infinity, (to, entry) => {
      writeString(to, '<domain>', entry, '</domain>');
    });
  }
  const maxRequestBytes = await settled(value.maxRequestBytes);
  writeByteCount(writer, '<maxRequestBytes>', maxRequestBytes, '</maxRequestBytes>');
  const maxMessageBytes = await settled(value.maxMessageBytes);
  writeByteCount(writer, '<maxMessageBytes>', maxMessageBytes, '</maxMessageBytes>');
  const maxDeliveriesPerRequest = await settled(value.maxDeliveriesPerRequest);
  writePositiveCount(writer, '<maxDeliveriesPerRequest>', maxDeliveriesPerRequest, '</maxDeliveriesPerRequest>');
  const suggestedBatchSize = await settled(value.suggestedBatchSize);
  writePositiveCount(writer, '<suggestedBatchSize>', suggestedBatchSize, '</suggestedBatchSize>');
  const maxWaitSeconds = await settled(value.maxWaitSeconds);
  writeSeconds(writer, '<maxWaitSeconds>', maxWaitSeconds, '</maxWaitSeconds>');
  const defaultLeaseSeconds = await settled(value.defaultLeaseSeconds);
  writeSeconds(writer, '<defaultLeaseSeconds>', defaultLeaseSeconds, '</defaultLeaseSeconds>');
  const maxLeaseSeconds = await settled(value.maxLeaseSeconds);
  writeSeconds(writer, '<maxLeaseSeconds>', maxLeaseSeconds, '</maxLeaseSeconds>');
  const maxInlineBytes = await settled(value.maxInlineBytes);
  writeByteCount(writer, '<maxInlineBytes>', maxInlineBytes, '</maxInlineBytes>');
  const idempotencySeconds = await settled(value.idempotencySeconds);
  writeSeconds(writer, '<idempotencySeconds>', idempotencySeconds, '</idempotencySeconds>');
  const kind = await settled(value.kind);
  {
    yield* streamEntries(writer, kind, '/GetCapabilitiesResponse/kind', '<kind>', 1, Infinity, (to, entry) => {
      writeString(to, '<kind>', entry, '</kind>');
    });
  }
  const feature = await settled(value.feature);
  if (feature !== undefined) {
    yield* streamEntries(writer, feature, '/GetCapabilitiesResponse/feature', '<feature>', 0, Infinity, (to, entry) => {
      writeString(to, '<feature>', entry, '</feature>');
    });
  }
  if (writer.full) yield* writer.takePieces();
  writer.raw(close);
}

/** The global element SendMessagesRequest. */
export const sendMessagesRequestElement: ElementCodec<SendMessagesRequest, SendMessagesRequestInput> = {
  name: xmlName(IM_NAMESPACE, 'SendMessagesRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_SendMessagesRequest);
    return readSendMessagesRequest(scanner);
  },
  encode(writer, value) {
    writeSendMessagesRequest(writer, '<SendMessagesRequest xmlns="urn:imps-wsi:im:1" xmlns:c="urn:imps-wsi:common:1">', value, '</SendMessagesRequest>');
  },
};

/** The global element SendMessagesResponse. */
export const sendMessagesResponseElement: StreamedElementCodec<SendMessagesResponse, SendMessagesResponse, SendMessagesResponseStream> = {
  name: xmlName(IM_NAMESPACE, 'SendMessagesResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_SendMessagesResponse);
    return readSendMessagesResponse(scanner);
  },
  encode(writer, value) {
    writeSendMessagesResponse(writer, '<SendMessagesResponse xmlns="urn:imps-wsi:im:1">', value, '</SendMessagesResponse>');
  },
  encodeStream(writer, value) {
    return streamSendMessagesResponse(writer, '<SendMessagesResponse xmlns="urn:imps-wsi:im:1">', value, '</SendMessagesResponse>');
  },
};

/** The global element GetMessagesRequest. */
export const getMessagesRequestElement: ElementCodec<GetMessagesRequest, GetMessagesRequestInput> = {
  name: xmlName(IM_NAMESPACE, 'GetMessagesRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetMessagesRequest);
    return readGetMessagesRequest(scanner);
  },
  encode(writer, value) {
    writeGetMessagesRequest(writer, '<GetMessagesRequest xmlns="urn:imps-wsi:im:1">', value, '</GetMessagesRequest>');
  },
};

/** The global element GetMessagesResponse. */
export const getMessagesResponseElement: StreamedElementCodec<GetMessagesResponse, GetMessagesResponseInput, GetMessagesResponseStream> = {
  name: xmlName(IM_NAMESPACE, 'GetMessagesResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetMessagesResponse);
    return readGetMessagesResponse(scanner);
  },
  encode(writer, value) {
    writeGetMessagesResponse(writer, '<GetMessagesResponse xmlns="urn:imps-wsi:im:1" xmlns:c="urn:imps-wsi:common:1">', value, '</GetMessagesResponse>');
  },
  encodeStream(writer, value) {
    return streamGetMessagesResponse(writer, '<GetMessagesResponse xmlns="urn:imps-wsi:im:1" xmlns:c="urn:imps-wsi:common:1">', value, '</GetMessagesResponse>');
  },
};

/** The global element GetMessageContentRequest. */
export const getMessageContentRequestElement: ElementCodec<GetMessageContentRequest, GetMessageContentRequest> = {
  name: xmlName(IM_NAMESPACE, 'GetMessageContentRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetMessageContentRequest);
    return readGetMessageContentRequest(scanner);
  },
  encode(writer, value) {
    writeGetMessageContentRequest(writer, '<GetMessageContentRequest xmlns="urn:imps-wsi:im:1">', value, '</GetMessageContentRequest>');
  },
};

/** The global element GetMessageContentResponse. */
export const getMessageContentResponseElement: StreamedElementCodec<GetMessageContentResponse, GetMessageContentResponseInput, GetMessageContentResponseStream> = {
  name: xmlName(IM_NAMESPACE, 'GetMessageContentResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetMessageContentResponse);
    return readGetMessageContentResponse(scanner);
  },
  encode(writer, value) {
    writeGetMessageContentResponse(writer, '<GetMessageContentResponse xmlns="urn:imps-wsi:im:1">', value, '</GetMessageContentResponse>');
  },
  encodeStream(writer, value) {
    return streamGetMessageContentResponse(writer, '<GetMessageContentResponse xmlns="urn:imps-wsi:im:1">', value, '</GetMessageContentResponse>');
  },
};

/** The global element AcknowledgeMessagesRequest. */
export const acknowledgeMessagesRequestElement: ElementCodec<AcknowledgeMessagesRequest, AcknowledgeMessagesRequestInput> = {
  name: xmlName(IM_NAMESPACE, 'AcknowledgeMessagesRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_AcknowledgeMessagesRequest);
    return readAcknowledgeMessagesRequest(scanner);
  },
  encode(writer, value) {
    writeAcknowledgeMessagesRequest(writer, '<AcknowledgeMessagesRequest xmlns="urn:imps-wsi:im:1">', value, '</AcknowledgeMessagesRequest>');
  },
};

/** The global element AcknowledgeMessagesResponse. */
export const acknowledgeMessagesResponseElement: StreamedElementCodec<AcknowledgeMessagesResponse, AcknowledgeMessagesResponseInput, AcknowledgeMessagesResponseStream> = {
  name: xmlName(IM_NAMESPACE, 'AcknowledgeMessagesResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_AcknowledgeMessagesResponse);
    return readAcknowledgeMessagesResponse(scanner);
  },
  encode(writer, value) {
    writeAcknowledgeMessagesResponse(writer, '<AcknowledgeMessagesResponse xmlns="urn:imps-wsi:im:1">', value, '</AcknowledgeMessagesResponse>');
  },
  encodeStream(writer, value) {
    return streamAcknowledgeMessagesResponse(writer, '<AcknowledgeMessagesResponse xmlns="urn:imps-wsi:im:1">', value, '</AcknowledgeMessagesResponse>');
  },
};

/** The global element GetMessageStatusRequest. */
export const getMessageStatusRequestElement: ElementCodec<GetMessageStatusRequest, GetMessageStatusRequestInput> = {
  name: xmlName(IM_NAMESPACE, 'GetMessageStatusRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetMessageStatusRequest);
    return readGetMessageStatusRequest(scanner);
  },
  encode(writer, value) {
    writeGetMessageStatusRequest(writer, '<GetMessageStatusRequest xmlns="urn:imps-wsi:im:1">', value, '</GetMessageStatusRequest>');
  },
};

/** The global element GetMessageStatusResponse. */
export const getMessageStatusResponseElement: StreamedElementCodec<GetMessageStatusResponse, GetMessageStatusResponseInput, GetMessageStatusResponseStream> = {
  name: xmlName(IM_NAMESPACE, 'GetMessageStatusResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetMessageStatusResponse);
    return readGetMessageStatusResponse(scanner);
  },
  encode(writer, value) {
    writeGetMessageStatusResponse(writer, '<GetMessageStatusResponse xmlns="urn:imps-wsi:im:1">', value, '</GetMessageStatusResponse>');
  },
  encodeStream(writer, value) {
    return streamGetMessageStatusResponse(writer, '<GetMessageStatusResponse xmlns="urn:imps-wsi:im:1">', value, '</GetMessageStatusResponse>');
  },
};

/** The global element GetCapabilitiesRequest. */
export const getCapabilitiesRequestElement: ElementCodec<GetCapabilitiesRequest, GetCapabilitiesRequest> = {
  name: xmlName(IM_NAMESPACE, 'GetCapabilitiesRequest'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetCapabilitiesRequest);
    return readGetCapabilitiesRequest(scanner);
  },
  encode(writer, value) {
    writeGetCapabilitiesRequest(writer, '<GetCapabilitiesRequest xmlns="urn:imps-wsi:im:1">', value, '</GetCapabilitiesRequest>');
  },
};

/** The global element GetCapabilitiesResponse. */
export const getCapabilitiesResponseElement: StreamedElementCodec<GetCapabilitiesResponse, GetCapabilitiesResponseInput, GetCapabilitiesResponseStream> = {
  name: xmlName(IM_NAMESPACE, 'GetCapabilitiesResponse'),
  decode(scanner) {
    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_GetCapabilitiesResponse);
    return readGetCapabilitiesResponse(scanner);
  },
  encode(writer, value) {
    writeGetCapabilitiesResponse(writer, '<GetCapabilitiesResponse xmlns="urn:imps-wsi:im:1">', value, '</GetCapabilitiesResponse>');
  },
  encodeStream(writer, value) {
    return streamGetCapabilitiesResponse(writer, '<GetCapabilitiesResponse xmlns="urn:imps-wsi:im:1">', value, '</GetCapabilitiesResponse>');
  },
};
