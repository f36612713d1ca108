import { createHash } from 'node:crypto';
import { digestOfContent, partsOf } from '../package-reader.js';
import { base64Of, base64Size, type Payload } from '../payload.js';
import type { ProviderProcess } from '../provider-process.js';
import {
  bare,
  bytesOf,
  deliver,
  envelope,
  operation,
  packageOf,
  post,
  referenceOf,
  sendOne,
  textOf,
  type Profile,
} from '../soap-client.js';

/** A message that its reader has leased. */
interface Leased {
  readonly messageId: string;
  readonly receipt: string;
}

/** A sender and a reader, as clients of the provider's SOAP addresses. */
export class SoapInbox {
  readonly #provider: ProviderProcess;
  readonly #from: string;
  readonly #to: string;
  #sent = 0;

  constructor(provider: ProviderProcess, { from, to }: { readonly from: string; readonly to: string }) {
    this.#provider = provider;
    this.#from = from;
    this.#to = to;
  }

  /** Sends one message; resolves when the provider has it for all recipients. */
  async send(profile: Profile, payload: Payload, recipients: readonly string[] = [this.#to]): Promise<void> {
    this.#sent += 1;
    const id = `bench-${String(this.#sent)}`;
    if (profile !== 'plain') {
      const text = envelope(this.#from, sendOne(id, recipients, referenceOf(profile)));
      await deliver(this.#address(profile), packageOf(profile, text, { size: payload.size, pieces: payload.rows() }));
      return;
    }
    const [head = '', tail = ''] = envelope(this.#from, sendOne(id, recipients, '<data>|</data>')).split('|');
    await deliver(this.#address('plain'), {
      contentType: 'text/xml; charset=utf-8',
      length: head.length + base64Size(payload.size) + tail.length,
      pieces: (function* () {
        yield Buffer.from(head);
        yield* base64Of(payload.rows());
        yield Buffer.from(tail);
      })(),
    });
  }

  /** Reads the one message that is there, whole, in one answer of GetMessageContent, and accepts it: its digest. */
  async readPackaged(profile: 'mtom' | 'swa', size: number): Promise<string> {
    const leased = await this.#lease();
    const wanted = operation('GetMessageContent', `<messageId>${leased.messageId}</messageId><part>1</part>`);
    const digest = await digestOfContent(await this.#ask(profile, wanted), size);
    await this.#accept(leased);
    return digest;
  }

  /** The same from inside of envelopes, which hold a range each. */
  async readInline(size: number): Promise<string> {
    const leased = await this.#lease();
    const hash = createHash('sha256');
    for (let at = 0; at < size;) {
      const range = `<messageId>${leased.messageId}</messageId><part>1</part><offset>${String(at)}</offset>`;
      const answer = await bytesOf(await this.#ask('plain', operation('GetMessageContent', range)));
      const start = answer.indexOf('<data>') + '<data>'.length;
      const bytes = Buffer.from(answer.toString('latin1', start, answer.indexOf('<', start)), 'base64');
      if (bytes.length === 0) throw new Error(`no data in ${answer.toString('utf8', 0, 500)}`);
      hash.update(bytes);
      at += bytes.length;
    }
    await this.#accept(leased);
    return hash.digest('hex');
  }

  /** Reads packages until the inbox is empty: the digests of what came. */
  async drain(profile: 'mtom' | 'swa', atOnce: number): Promise<string[]> {
    const found: string[] = [];
    let receipt: string | undefined;
    for (;;) {
      const accepted = receipt === undefined ? '' : `<acknowledge>${receipt}</acknowledge>`;
      const wanted = `<maxMessages>${String(atOnce)}</maxMessages>${accepted}<acknowledgeMode>EXPLICIT</acknowledgeMode>`;
      const response = await this.#ask(profile, operation('GetMessages', wanted));
      const { root, digests } = partsOf(response, await bytesOf(response));
      if (!/<(?:\w+:)?messageId>/.test(root)) return found;
      found.push(...digests);
      receipt = textOf(root, 'receipt');
    }
  }

  /** Takes one message out of the inbox of each of these people, unread. */
  async dropAll(people: readonly string[]): Promise<void> {
    const wanted = operation('GetMessages', '<maxMessages>1</maxMessages><acknowledgeMode>EXPLICIT</acknowledgeMode>');
    for (const person of people) {
      const ask = async (body: string): Promise<Buffer> =>
        bytesOf(await post(this.#address('plain'), bare(envelope(person, body))));
      const receipt = textOf(await ask(wanted), 'receipt');
      await ask(operation('AcknowledgeMessages', `<receipt>${receipt}</receipt>`));
    }
  }

  async #lease(): Promise<Leased> {
    const wanted =
      '<maxMessages>1</maxMessages><acknowledgeMode>EXPLICIT</acknowledgeMode>' +
      '<leaseSeconds>3600</leaseSeconds><headersOnly>true</headersOnly>';
    const answer = await bytesOf(await this.#ask('plain', operation('GetMessages', wanted)));
    return { messageId: textOf(answer, 'messageId'), receipt: textOf(answer, 'receipt') };
  }

  async #accept({ receipt }: Leased): Promise<void> {
    await bytesOf(await this.#ask('plain', operation('AcknowledgeMessages', `<receipt>${receipt}</receipt>`)));
  }

  #ask(profile: Profile, body: string): ReturnType<typeof post> {
    return post(this.#address(profile), bare(envelope(this.#to, body)));
  }

  #address(profile: Profile): string {
    return profile === 'plain' ? this.#provider.url : `${this.#provider.url}/${profile}`;
  }
}
