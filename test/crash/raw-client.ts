import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { imOperations, type ImOperationName, type ImOperations } from '@imps-wsi/contract/im';
import { isFault, readEnvelope, readFault, Soap11, writeEnvelope } from '@imps-wsi/contract/soap';
import { writeUsernameToken } from '@imps-wsi/contract/wsse';
import type { XmlScanner, XmlWriter } from '@imps-wsi/contract/xml';
import type { Credentials } from './plans.js';

interface AnyCodec {
  decode(scanner: XmlScanner): unknown;
  encode(writer: XmlWriter, value: unknown): void;
}

const BOUNDARY = 'MIME_crash_5f3a90c1';
/** Stands in the envelope for bytes that lie beside it. */
const PLACEHOLDER = Buffer.from('here lies a content');
const INCLUDE = '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:content@crash.example"/>';

/** A consumer without the SDK: SOAP by the contract's codecs over `node:http`. What fails is thrown, nothing is repeated. */
export class RawClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(
    readonly endpoint: string,
    readonly credentials: Credentials,
    readonly timeoutMs = 6_000,
  ) {}

  async call<Name extends ImOperationName>(
    name: Name,
    input: ImOperations[Name]['requestInput'],
  ): Promise<ImOperations[Name]['response']> {
    return this.#post(name, '', 'text/xml; charset=utf-8', Buffer.from(this.#envelope(name, input)));
  }

  /** SendMessages as an MTOM package: the one content that is large lies beside the envelope. */
  async sendPackage(
    input: ImOperations['SendMessages']['requestInput'],
    large: Uint8Array,
  ): Promise<ImOperations['SendMessages']['response']> {
    const message = input.message.map((each) => ({
      ...each,
      part: each.part.map((part) => (part.data === large ? { ...part, data: PLACEHOLDER } : part)),
    }));
    const envelope = this.#envelope('SendMessages', { message }).replace(PLACEHOLDER.toString('base64'), INCLUDE);
    const body = Buffer.concat([
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\n` +
          `Content-Transfer-Encoding: 8bit\r\nContent-ID: <root@crash.example>\r\n\r\n${envelope}\r\n--${BOUNDARY}\r\n` +
          'Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n' +
          'Content-ID: <content@crash.example>\r\n\r\n',
      ),
      large,
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ]);
    const type = `multipart/related; type="application/xop+xml"; start-info="text/xml"; start="<root@crash.example>"; boundary="${BOUNDARY}"`;
    return this.#post('SendMessages', '/mtom', type, body);
  }

  close(): void {
    this.#agent.destroy();
  }

  #envelope<Name extends ImOperationName>(name: Name, input: ImOperations[Name]['requestInput']): string {
    const { address, password, secret } = this.credentials;
    const token =
      secret === undefined
        ? writeUsernameToken({ username: address, password: password ?? '', passwordType: 'text' })
        : writeUsernameToken({ username: address, password: secret, passwordType: 'digest' });
    return writeEnvelope(Soap11, {
      headers: [token],
      body: (writer) => (imOperations[name].input as AnyCodec).encode(writer, input),
    });
  }

  async #post<Name extends ImOperationName>(
    name: Name,
    port: string,
    contentType: string,
    body: Buffer,
  ): Promise<ImOperations[Name]['response']> {
    const sent = request(`${this.endpoint}${port}`, {
      method: 'POST',
      agent: this.#agent,
      headers: { 'Content-Type': contentType, 'Content-Length': body.length, SOAPAction: '""' },
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const pieces: Buffer[] = [];
    for await (const piece of response) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString('utf8');
    if (!response.complete || response.headers['content-type']?.startsWith('text/xml') !== true) {
      // An answer to a package comes as a package, which holds nothing but the envelope.
      const packaged = /<\?xml[^]*<\/[\w:]*Envelope>|<[\w:]*Envelope[^]*<\/[\w:]*Envelope>/.exec(text)?.[0];
      if (!response.complete || packaged === undefined) throw new Error(`HTTP ${String(response.statusCode)}`);
      return this.#read(name, packaged);
    }
    return this.#read(name, text);
  }

  #read<Name extends ImOperationName>(name: Name, text: string): ImOperations[Name]['response'] {
    const envelope = readEnvelope(text);
    if (isFault(envelope)) throw new Error(readFault(envelope).reason);
    const value = (imOperations[name].output as AnyCodec).decode(envelope.scanner) as ImOperations[Name]['response'];
    envelope.finish();
    return value;
  }
}
