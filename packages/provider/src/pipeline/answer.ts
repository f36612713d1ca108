import type { AnyOperation } from '@imps-wsi/contract/service';
import { MultipartWriter, Swa } from '@imps-wsi/contract/mime';
import { endEnvelope, startEnvelope, type SoapVersion } from '@imps-wsi/contract/soap';
import { inlineBase64, type XmlPiece, XmlWriter } from '@imps-wsi/contract/xml';
import type { AnyAnswer } from '../operations/index.js';
import { Attachments } from './attachments.js';
import type { SoapReply, SoapRequest } from './exchange.js';

/**
 * Writes what an operation answers, packaged as the address says that was asked (R2945: a bare envelope where there
 * is nothing beside it; to a package of MTOM a package). In a package the envelope comes first, so that writing it finds
 * out what stands behind it; of that no more is held than what was in memory before.
 */
export function write(
  request: SoapRequest,
  version: SoapVersion,
  operation: AnyOperation,
  answer: AnyAnswer,
): SoapReply {
  const { sent, broken } = answer;
  const conclusion = { ...(sent === undefined ? {} : { sent }), ...(broken === undefined ? {} : { broken }) };
  const { profile } = request.port;
  const output = operation.output as AnyOutput;
  const attachments = profile === undefined ? undefined : new Attachments();
  const writer = new XmlWriter(
    attachments === undefined
      ? { trusted: true }
      : { trusted: true, attach: attachments.attach, attachAs: profile === Swa ? 'attachment' : 'include' },
  );
  if ('stream' in answer) {
    const body = stream(version, output, writer, answer.stream);
    if (profile === undefined || attachments === undefined) {
      return { status: 200, contentType: version.contentType(), envelope: version, body, ...conclusion };
    }
    const pack = new MultipartWriter({ profile, version, root: body, parts: attachments.taken() });
    return { status: 200, contentType: pack.contentType, body: pack, ...conclusion };
  }
  startEnvelope(writer, version);
  output.encode(writer, answer.response);
  endEnvelope(writer);
  const root = writer.take();
  if (profile === undefined || attachments === undefined || attachments.list.length === 0) {
    const contentType = version.contentType();
    return packaged(request, { status: 200, contentType, envelope: version, body: root, ...conclusion });
  }
  const pack = new MultipartWriter({ profile, version, root, parts: attachments.list });
  return { status: 200, contentType: pack.contentType, body: pack, length: pack.length, ...conclusion };
}

/** A reply without attachments as the one who asked expects it: to a package of MTOM, a package. */
export function packaged(request: SoapRequest, reply: SoapReply): SoapReply {
  const { profile } = request.port;
  const { envelope: version, body } = reply;
  if (request.announced.pack === undefined || profile === undefined || profile === Swa) return reply;
  if (version === undefined || typeof body !== 'string') return reply;
  const pack = new MultipartWriter({ profile, version, root: body, parts: [] });
  return { ...reply, contentType: pack.contentType, body: pack, length: pack.length };
}

async function* stream(
  version: SoapVersion,
  output: AnyOutput,
  writer: XmlWriter,
  value: unknown,
): AsyncGenerator<string | Uint8Array> {
  startEnvelope(writer, version);
  for await (const piece of output.encodeStream(writer, value)) {
    if (typeof piece === 'string') yield piece;
    else yield* inlineBase64(piece);
  }
  endEnvelope(writer);
  yield writer.take();
}

interface AnyOutput {
  encode(writer: XmlWriter, value: unknown): void;
  encodeStream(writer: XmlWriter, value: unknown): AsyncGenerator<XmlPiece, void, undefined>;
}
