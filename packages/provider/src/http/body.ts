import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { WsiError } from '@imps-wsi/contract/errors';

export interface BodyLimits {
  /** Counted as the bytes arrive and again after decompression; Content-Length is not believed. */
  readonly maxBytes: number;
  /** From the head of the request to the last byte of its body. */
  readonly timeoutMilliseconds: number;
}

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

/**
 * Reads a request body whole, decompressed, within its bounds. A compressed stream that is broken, or that unpacks to
 * more than the bound, ends this request and nothing else.
 *
 * @throws WsiError RequestTooLarge, BadEncoding, UnsupportedContentEncoding, RequestTimeout, BadHttpRequest
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding !== 'identity' && coding !== '' && !Object.hasOwn(decoders, coding)) {
    return Promise.reject(new WsiError('UnsupportedContentEncoding'));
  }
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) {
    return Promise.reject(tooLarge(limits.maxBytes));
  }
  return new Promise((resolve, reject) => {
    const decoder = coding === 'identity' || coding === '' ? undefined : decoders[coding as keyof typeof decoders]();
    const source = decoder ?? request;
    const chunks: Buffer[] = [];
    let size = 0;
    let received = 0;

    const finish = (error: WsiError | undefined): void => {
      clearTimeout(timer);
      request.off('data', onRaw);
      source.off('data', onData);
      source.off('end', onEnd);
      request.off('aborted', onAborted);
      decoder?.destroy();
      if (error === undefined) {
        const [only] = chunks;
        resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size));
      } else {
        request.pause();
        reject(error);
      }
    };
    const onRaw = (chunk: Buffer): void => {
      received += chunk.length;
      if (received > limits.maxBytes) finish(tooLarge(limits.maxBytes));
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limits.maxBytes) finish(tooLarge(limits.maxBytes));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      finish(undefined);
    };
    const onAborted = (): void => {
      finish(new WsiError('BadHttpRequest', { reason: 'The request body broke off.' }));
    };
    const timer = setTimeout(() => {
      finish(new WsiError('RequestTimeout'));
    }, limits.timeoutMilliseconds);

    source.on('data', onData);
    source.on('end', onEnd);
    request.on('aborted', onAborted);
    request.on('error', onAborted);
    if (decoder !== undefined) {
      decoder.on('error', () => {
        finish(new WsiError('BadEncoding', { reason: `The body is not valid ${coding}.` }));
      });
      request.on('data', onRaw);
      request.pipe(decoder);
    }
  });
}

const tooLarge = (bound: number): WsiError =>
  new WsiError('RequestTooLarge', {
    reason: `The request is larger than the ${String(bound)} bytes that are accepted.`,
  });
