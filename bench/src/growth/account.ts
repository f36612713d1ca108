import { Agent } from 'node:http';
import { bare, bytesOf, deliver, envelope, operation, post, textOf } from '../soap-client.js';

const BODY = 'x'.repeat(200);
const AT_ONCE = '<maxMessages>10</maxMessages><acknowledgeMode>EXPLICIT</acknowledgeMode>';

/** An account as a client over SOAP, over connections that stay. */
export class Account {
  readonly #url: string;
  readonly #agent: Agent;
  readonly #secret: string | undefined;
  #sent = 0;

  constructor(
    url: string,
    readonly address: string,
    options: { readonly agent?: Agent; readonly secret?: string } = {},
  ) {
    this.#url = url;
    this.#agent = options.agent ?? new Agent({ keepAlive: true });
    this.#secret = options.secret;
  }

  /**
   * SendMessages: so many messages of 200 characters, in one request.
   *
   * @param extra elements of each message behind its part
   */
  async send(recipient: string, count = 1, extra = ''): Promise<void> {
    const messages = Array.from({ length: count }, () => {
      this.#sent += 1;
      return (
        `<message><clientMessageId>${RUN}-${String(this.#sent)}</clientMessageId><recipient>${recipient}</recipient>` +
        `<part><contentType>text/plain</contentType><text>${BODY}</text></part>${extra}</message>`
      );
    });
    const request = envelope(this.address, operation('SendMessages', messages.join('')), this.#secret);
    await deliver(this.#url, bare(request), this.#agent);
  }

  /** GetMessages, ten at most. @returns the receipt, and how many came; no receipt when there was nothing */
  async lease(wish = ''): Promise<{ receipt: string | undefined; count: number }> {
    const answer = (await this.#ask('GetMessages', wish === '' ? AT_ONCE : wish)).toString('utf8');
    const count = answer.split('<messageId>').length - 1;
    return { receipt: count === 0 ? undefined : textOf(answer, 'receipt'), count };
  }

  async acknowledge(receipt: string): Promise<void> {
    const code = textOf(await this.#ask('AcknowledgeMessages', `<receipt>${receipt}</receipt>`), 'code');
    if (code !== '200') throw new Error(`acknowledged with ${code}`);
  }

  async #ask(name: string, content: string): Promise<Buffer> {
    const request = envelope(this.address, operation(name, content), this.#secret);
    return bytesOf(await post(this.#url, bare(request), this.#agent));
  }
}

/** Ids of one run never meet those of another one. */
const RUN = Date.now().toString(36);
