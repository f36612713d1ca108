import { quoted } from '../xml/index.js';
import { quotedString, TOKEN, withoutComments } from './header-grammar.js';
import { MimeError } from './mime-error.js';

export interface ContentDisposition {
  /** Lower case, such as `attachment`. */
  readonly type: string;
  /** As the sender gave it: text to be shown, not a path to be opened. */
  readonly filename: string | undefined;
}

const TYPE = new RegExp(`^${TOKEN}`);
const PARAMETER = new RegExp(
  `[ \\t]*;[ \\t]*(?:(${TOKEN})[ \\t]*=[ \\t]*(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)"))?`,
  'y',
);
// eslint-disable-next-line no-control-regex -- what no file name holds
const CONTROL = /[\0-\x1f\x7f]/;

/**
 * Content-Disposition (RFC 2183), with file names in any characters: `filename*=UTF-8''…` (RFC 5987), in pieces
 * `filename*0*=…; filename*1=…` (RFC 2231), or plain.
 *
 * @throws MimeError `MalformedHeader`
 */
export function parseContentDisposition(value: string): ContentDisposition {
  const text = withoutComments(value);
  const type = TYPE.exec(text)?.[0];
  if (type === undefined) throw malformed(`${quoted(value)} names no disposition such as attachment`);
  const parameters = readParameters(text, type.length);
  const filename =
    extended(parameters.get('filename*')) ?? continued(parameters, 'filename') ?? parameters.get('filename');
  if (filename !== undefined && CONTROL.test(filename)) throw malformed('the file name holds a control character');
  return { type: type.toLowerCase(), filename };
}

/** `attachment`, with a name that old and new readers understand. */
export function attachmentDisposition(filename: string): string {
  // A lone surrogate has no bytes; a control character has no place in a header.
  // eslint-disable-next-line no-control-regex -- what no file name holds
  const name = filename.toWellFormed().replace(/[\0-\x1f\x7f]/g, '_');
  const plain = name.replace(/[^ -~]/gu, '_');
  if (plain === name) return `attachment; filename=${quotedString(name)}`;
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename=${quotedString(plain)}; filename*=UTF-8''${encoded}`;
}

function readParameters(text: string, from: number): Map<string, string> {
  const parameters = new Map<string, string>();
  let at = from;
  while (text.slice(at).trim() !== '') {
    PARAMETER.lastIndex = at;
    const match = PARAMETER.exec(text);
    if (match === null) throw malformed(`${quoted(text.slice(at).trim())} is no parameter; quote values with blanks`);
    at = PARAMETER.lastIndex;
    const [, name, bare, inQuotes] = match;
    if (name === undefined) continue;
    const key = name.toLowerCase();
    if (parameters.has(key)) throw malformed(`the parameter ${quoted(key)} occurs twice`);
    parameters.set(key, bare ?? inQuotes?.replace(/\\(.)/g, '$1') ?? '');
  }
  return parameters;
}

/** `charset'language'percent-encoded`. */
function extended(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const [, charset = '', rest = ''] = /^([^']*)'[^']*'(.*)$/.exec(value) ?? [];
  if (charset === '') throw malformed(`${quoted(value)} names no charset before the first apostrophe`);
  return decoded(percentDecoded(rest), charset);
}

/** Pieces `name*0`, `name*1`, …; those with a further `*` are percent-encoded, and the first then names the charset. */
function continued(parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  const pieces: Buffer[] = [];
  let charset = 'utf-8';
  for (let n = 0; ; n++) {
    const plain = parameters.get(`${name}*${n}`);
    let encoded = parameters.get(`${name}*${n}*`);
    if (encoded === undefined) {
      if (plain === undefined) break;
      pieces.push(Buffer.from(plain));
      continue;
    }
    if (n === 0) {
      const [, label = '', rest = ''] = /^([^']*)'[^']*'(.*)$/.exec(encoded) ?? [];
      if (label === '') throw malformed(`${quoted(encoded)} names no charset before the first apostrophe`);
      charset = label;
      encoded = rest;
    }
    pieces.push(percentDecoded(encoded));
  }
  return pieces.length === 0 ? undefined : decoded(Buffer.concat(pieces), charset);
}

function percentDecoded(text: string): Buffer {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw malformed(`${quoted(text)} is not percent-encoded`);
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

function decoded(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    throw malformed(`the file name cannot be read as ${quoted(charset)}`);
  }
}

function malformed(reason: string): MimeError {
  return new MimeError('MalformedHeader', reason, { header: 'Content-Disposition' });
}
