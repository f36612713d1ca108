import type { OutgoingMessageInput } from '@imps-wsi/contract/im';
import { byteCount } from '@imps-wsi/contract/xml';

/** Markup of a message around its values, generously. */
const MESSAGE_OVERHEAD = 512;
const PART_OVERHEAD = 160;

/** About how many bytes a message takes in a request; never much less than it really does. */
export function estimateBytes(message: OutgoingMessageInput): number {
  let bytes = MESSAGE_OVERHEAD + textBytes(message.subject) + textBytes(message.senderName);
  for (const recipient of message.recipient) bytes += 24 + textBytes(recipient);
  for (const part of message.part) {
    bytes +=
      PART_OVERHEAD + textBytes(part.text) + Math.ceil((part.data === undefined ? 0 : byteCount(part.data)) / 3) * 4;
  }
  for (const { scheme, name, value } of message.attribute ?? []) {
    bytes += 96 + textBytes(scheme) + textBytes(name) + textBytes(value);
  }
  return bytes;
}

/** Bytes of a text in escaped UTF-8. */
function textBytes(text: string | undefined): number {
  if (text === undefined) return 0;
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit > 0x7ff ? 2 : 1;
    else if (unit === 0x26 || unit === 0x3c || unit === 0x3e || unit === 0x0d) bytes += 4;
  }
  return bytes;
}
