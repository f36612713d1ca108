import type { DeadLetter } from '../domain/dead-letter.js';
import { oneLine } from '../thrown.js';

/** Dead letters in words. What strangers wrote is shown so that a terminal takes none of it for a command. */

/** One line, its fields divided by tabs. */
export function letterLine(id: string, letter: DeadLetter): string {
  const { diedAt, attempts, size, inbox, sender, recipient, reason } = letter;
  const fields = [id, diedAt.toISOString(), `${attempts} times`, `${size} bytes`, inbox, sender, recipient];
  return [...fields, reason === undefined || reason === '' ? '-' : reason].map(oneLine).join('\t');
}

/** @param texts of those parts whose content is to be shown, by their index */
export function letterText(id: string, letter: DeadLetter, texts: readonly (string | undefined)[]): string {
  const { inbox, sender, recipient, clientMessageId, acceptedAt, diedAt, expiresAt, attempts, size, reason, parts } =
    letter;
  const lines = [
    `id               ${id}`,
    `inbox            ${inbox}`,
    `from             ${oneLine(sender)}`,
    `to               ${oneLine(recipient)}`,
    `clientMessageId  ${oneLine(clientMessageId)}`,
    `accepted         ${acceptedAt.toISOString()}`,
    `set aside        ${diedAt.toISOString()}`,
    `expires          ${expiresAt?.toISOString() ?? 'never'}`,
    `handed out       ${attempts} times`,
    `last reason      ${oneLine(reason ?? '') || '-'}`,
    `size             ${size} bytes`,
  ];
  for (const [index, part] of parts.entries()) {
    const name = part.name === undefined ? '' : `, ${oneLine(part.name)}`;
    lines.push(`part ${index + 1}           ${oneLine(part.contentType)}, ${part.size} bytes${name}`);
    const text = texts[index];
    if (text !== undefined) lines.push(text);
  }
  return `${lines.join('\n')}\n`;
}

export function letterJson(id: string, letter: DeadLetter, texts?: readonly (string | undefined)[]): object {
  const { inbox, sender, recipient, clientMessageId, acceptedAt, diedAt, expiresAt, attempts, size, reason, parts } =
    letter;
  return {
    messageId: id,
    inbox,
    sender,
    recipient,
    clientMessageId,
    acceptedAt: acceptedAt.toISOString(),
    diedAt: diedAt.toISOString(),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    attempts,
    size,
    ...(reason === undefined ? {} : { reason }),
    ...(texts === undefined
      ? {}
      : {
          part: parts.map(({ contentType, name, size: bytes }, index) => ({
            contentType,
            name,
            size: bytes,
            text: texts[index],
          })),
        }),
  };
}

/** Several lines, with nothing else that a terminal would take for a command. */
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])\p{Cc}/gu, '\ufffd');
