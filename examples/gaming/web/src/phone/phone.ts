import { CallError } from '../shared/http.js';
import { randomId } from '../shared/random-id.js';
import { Attachments } from './attachments.js';
import { knownProviders, samplePlayer } from './clients/demo-client.js';
import { ImClient } from './clients/im-client.js';
import { Enrolment } from './enrolment.js';
import { GameConnection } from './game-connection.js';
import { ImConnection } from './im-connection.js';
import {
  keepDomain,
  keepOutbox,
  keepSession,
  keepRead,
  keepToken,
  keptDomain,
  keptOutbox,
  keptRead,
  keptToken,
} from './kept.js';
import { addressKey, domainOf, providerFor, type Provider } from './model/address.js';
import { textOf, type Message } from './model/message.js';
import type { Outgoing } from './model/outbox.js';
import { Store } from './store.js';

/** What a phone does: starts, signs in and out, and passes on what its user wishes. Shows nothing itself. */
export class Phone {
  readonly store = new Store();
  readonly enrolment = new Enrolment(this.store, (address, token) => this.#play(address, token));
  readonly files = new Attachments(this.store, () => this.#im);
  #im: ImConnection | undefined;
  #game: GameConnection | undefined;

  get game(): GameConnection | undefined {
    return this.#game;
  }

  get im(): ImConnection | undefined {
    return this.#im;
  }

  /** @param sample the player whose phone this is, such as `u1`; without it anybody may sign in */
  async start(sample: string | undefined): Promise<void> {
    this.store.subscribe((state, before) => {
      const { address, chat } = state;
      if (address === undefined) return;
      if (chat.outbox !== before.chat.outbox) keepOutbox(address, chat.outbox);
      if (chat.read !== before.chat.read) keepRead(address, chat.read);
      const { opponentAddress, opponent } = state.table.player ?? {};
      if (typeof opponentAddress === 'string' && opponentAddress !== before.table.player?.opponentAddress) {
        this.openConversation(opponentAddress, opponent ?? undefined);
      } else if (chat.open === undefined && chat.conversations.size > 0) {
        const [latest] = chat.conversations.values();
        if (latest !== undefined) this.openConversation(latest.peer);
      }
    });
    this.files.guardPage();
    this.store.update({ isSample: sample !== undefined });
    const providers = await this.#untilAnswered(knownProviders);
    if (providers === undefined) return;
    this.store.update({ providers });
    if (sample !== undefined) return this.#startSample(sample, providers);
    await this.#startAnybody(providers);
  }

  // Signing in and out

  async signIn(userId: string, password: string): Promise<void> {
    const found = providerFor(userId, this.store.state.providers);
    if ('problem' in found) {
      this.store.update({ signIn: { busy: false, field: 'userId', problem: found.problem } });
      return;
    }
    if (password === '') {
      this.store.update({ signIn: { busy: false, field: 'password', problem: 'Write your password.' } });
      return;
    }
    this.store.update({ signIn: { busy: true } });
    try {
      const { address } = await new ImClient(found.provider.imBase).signIn(userId.trim(), password);
      keepDomain(found.provider.domain);
      keepSession(found.provider.domain, address);
      this.#enter(address, found.provider);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const problem = error.isTemporary
        ? `${found.provider.name} cannot be reached right now. Try again.`
        : error.message;
      this.store.update({ signIn: { busy: false, field: 'password', problem } });
    }
  }

  async signOut(): Promise<void> {
    try {
      await this.#im?.signOut();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.isTemporary) {
        // Signed out here and not there would be a lie: the session would still be in this browser.
        this.store.table({
          type: 'refused',
          reason: 'Signing out needs the provider, which cannot be reached now.',
        });
        return;
      }
    }
    this.signInAnew();
  }

  /** Back to the form. */
  signInAnew(): void {
    this.#im?.close();
    this.#game?.close();
    keepDomain(undefined);
    location.reload(); // The surest way to forget everything of the one who leaves.
  }

  takeOver = (): void => void this.#im?.takeOver();

  // Messages

  openConversation(peer: string, name?: string): void {
    this.store.chat({ type: 'opened', peer, ...(name === undefined ? {} : { name }) });
    const known = this.store.state.chat.conversations.get(addressKey(peer))?.history;
    if (known === 'unknown' || known === 'failed') void this.#im?.loadHistory(peer);
  }

  send(peer: string, text: string): void {
    if (text.trim() === '') return;
    const at = new Date().toISOString();
    this.store.chat({
      type: 'written',
      outgoing: { clientMessageId: randomId(), to: peer, text, at, state: 'queued' },
    });
    this.#im?.flush();
  }

  /** A message that failed, as a new one: its first attempt is known to have come to nothing. */
  sendAgain(message: Message): void {
    if (message.parts[0]?.text === undefined) {
      void this.files.sendAgain(message);
      return;
    }
    this.store.chat({ type: 'resent', id: message.id });
    this.send(message.peer, textOf(message));
  }

  /** A message that cannot be sent as it is goes back into the field. */
  edit(message: Message | Outgoing): void {
    this.store.chat({ type: 'edit', text: 'text' in message ? message.text : textOf(message) });
    if ('text' in message) this.store.chat({ type: 'dropped', id: message.clientMessageId });
    else this.store.chat({ type: 'resent', id: message.id });
  }

  async #startSample(name: string, providers: readonly Provider[]): Promise<void> {
    const player = await this.#untilAnswered(() => samplePlayer(name));
    if (player === undefined) return;
    const provider = providers.find(({ domain }) => domain === domainOf(player.imAddress));
    if (provider === undefined) {
      this.store.update({ startProblem: `The provider of ${player.imAddress} is not known here.` });
      return;
    }
    this.#enter(player.imAddress, provider, player.password, player.token);
  }

  async #startAnybody(providers: readonly Provider[]): Promise<void> {
    const provider = providers.find(({ domain }) => domain === keptDomain());
    if (provider !== undefined) {
      const client = new ImClient(provider.imBase);
      const session = await this.#untilAnswered(() => client.session(), 401);
      if (session !== undefined) {
        this.#enter(session.address, provider);
        return;
      }
    }
    this.store.update({ phase: 'sign-in', startProblem: undefined });
  }

  #enter(address: string, provider: Provider, password?: string, token = keptToken(address)): void {
    const read = keptRead(address);
    this.store.update({ phase: 'in', startProblem: undefined, address, provider, signIn: { busy: false } });
    this.store.chat({ type: 'restored', outbox: keptOutbox(address), read: read ?? new Map<string, string>() });
    this.#im = new ImConnection({
      provider,
      address,
      store: this.store,
      isNewDevice: read === undefined,
      ...(password === undefined ? {} : { password }),
    });
    void this.#im.start();
    if (token === undefined) this.enrolment.chooseName();
    else this.#play(address, token);
  }

  #play(address: string, token: string): void {
    this.store.update({ enrol: { step: 'none', busy: false } });
    this.#game?.close();
    this.#game = new GameConnection(token, this.store, () => this.#tokenRefused(address));
    this.#game.start();
  }

  /** The game was set up anew, or the token was replaced elsewhere. */
  #tokenRefused(address: string): void {
    if (this.store.state.isSample) {
      this.store.table({ type: 'connection', connection: 'down' });
      setTimeout(() => location.reload(), 3_000);
      return;
    }
    keepToken(address, undefined);
    this.enrolment.chooseName();
  }

  /** Asks until there is an answer; undefined when the answer is no. @param quiet a status that is no problem */
  async #untilAnswered<Answer>(ask: () => Promise<Answer>, quiet?: number): Promise<Answer | undefined> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        const { isTemporary, status, message } = error;
        if (status !== quiet)
          this.store.update({ startProblem: isTemporary ? 'Waiting for the chess service …' : message });
        if (!isTemporary) return undefined;
        await new Promise((resolve) => setTimeout(resolve, 1_500));
      }
    }
  }
}
