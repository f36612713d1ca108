import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Party, texts } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';
import { Device, textOf } from './device.js';

/** Two people talk; what their devices show is one log for each. */
let provider: TestProvider;
let names = 0;

beforeAll(async () => {
  provider = await startTestProvider();
});
afterAll(() => provider.drop());

/** A new person's first device. */
async function somebody(name: string): Promise<Device> {
  names += 1;
  return Device.signIn(provider, await provider.addPerson(`${name}${String(names)}`));
}

test('what one says the other hears at once, and both find it in their conversation', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const atBob = await bob.listen();
  const said = await alice.say(bob.address, 'Hello Bob');
  expect(said).toMatchObject({ direction: 'out', peer: bob.address, parts: [{ text: 'Hello Bob' }] });
  expect(await atBob.receive(1)).toEqual(['Hello Bob']);
  await bob.say(alice.address, 'Hello Alice');
  const atAlice = await alice.listen();
  expect(await atAlice.receive(1)).toEqual(['Hello Alice']);
  for (const [device, peer] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const { messages, moreBefore } = await device.history(peer.address);
    expect(messages.map(textOf)).toEqual(['Hello Bob', 'Hello Alice']);
    expect(moreBefore).toBe(false);
  }
  atBob.cut();
  atAlice.cut();
});

test('UC-5.13-s07: a message is "sent" until the recipient’s side took it, and "delivered" only then', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const atAlice = await alice.listen();
  const { id } = await alice.say(bob.address, 'are you there?');
  await atAlice.untilState(id, 'sent');
  expect((await alice.history(bob.address)).messages.map(({ state }) => state)).toEqual(['sent']);
  const reader = new Party(provider, bob.address);
  const { item, receipt } = await reader.lease();
  expect(texts(item)).toEqual(['are you there?']);
  expect((await alice.history(bob.address)).messages.map(({ state }) => state)).toEqual(['sent']);
  await reader.call('AcknowledgeMessages', { receipt: receipt! });
  await atAlice.untilState(id, 'delivered');
  expect((await alice.history(bob.address)).messages.map(({ state }) => state)).toEqual(['delivered']);
  expect(atAlice.messages.map(({ state }) => state)).toEqual(['sent', 'delivered']);
  atAlice.cut();
});

test('a client that only ever reads the history learns all the same that its message was delivered', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  await alice.say(bob.address, 'no stream here');
  const state = async () => (await alice.history(bob.address)).messages.map((message) => message.state);
  expect(await state()).toEqual(['sent']);
  const reader = new Party(provider, bob.address);
  const { receipt } = await reader.lease();
  await reader.call('AcknowledgeMessages', { receipt: receipt! });
  expect(await state()).toEqual(['delivered']);
});

test('a message that nobody took in its time has failed, and its sender sees why', async () => {
  const address = await provider.addPerson('hasty');
  await provider.settle(address, 'defaultLifetimeSeconds=1');
  const [hasty, bob] = [await Device.signIn(provider, address), await somebody('bob')];
  const atHasty = await hasty.listen();
  const { id } = await hasty.say(bob.address, 'now or never');
  expect(await atHasty.untilState(id, 'failed')).toMatchObject({ code: 542, retryable: false });
  expect((await hasty.history(bob.address)).messages).toMatchObject([{ id, state: 'failed', code: 542 }]);
  const atBob = await bob.listen();
  await hasty.say(bob.address, 'and now?');
  expect(await atBob.receive(1)).toEqual(['and now?']);
  atHasty.cut();
  atBob.cut();
});

test('what several devices of one user show is one log: sent here, seen there', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const laptop = await Device.signIn(provider, alice.address);
  const [atPhone, atLaptop] = [await alice.listen(), await laptop.listen()];
  const said = await alice.say(bob.address, 'from the phone');
  await atLaptop.untilState(said.id, 'sent');
  await bob.say(alice.address, 'to both');
  await Promise.all([atPhone.receive(1), atLaptop.receive(1)]);
  const replied = await laptop.say(bob.address, 'from the laptop');
  await atPhone.untilState(replied.id, 'sent');
  const [one, other] = [await alice.history(bob.address), await laptop.history(bob.address)];
  expect(one).toEqual(other);
  expect(one.messages.map(textOf)).toEqual(['from the phone', 'to both', 'from the laptop']);
  const seen = (listening: typeof atPhone) =>
    new Map(listening.messages.map((message) => [message.id, message.cursor]));
  expect(seen(atPhone)).toEqual(seen(atLaptop));
  atPhone.cut();
  atLaptop.cut();
});

test('MU-7: the running conversation can be read from the newest page back to its beginning, and by its two sides only', async () => {
  const [alice, bob, eve] = [await somebody('alice'), await somebody('bob'), await somebody('eve')];
  const atBob = await bob.listen();
  const words = Array.from({ length: 120 }, (_, index) => `turn ${String(index)}`);
  await alice.send(...words.slice(0, 60).map((text) => ({ to: bob.address, text })));
  await alice.send(...words.slice(60).map((text) => ({ to: bob.address, text })));
  expect(await atBob.receive(120)).toEqual(words);
  for (const [device, peer] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const pages: string[][] = [];
    let query = '';
    for (;;) {
      const { messages, moreBefore } = await device.history(peer.address, query);
      pages.unshift(messages.map(textOf));
      if (!moreBefore) break;
      query = `&before=${messages[0]!.id}`;
    }
    expect(pages.map(({ length }) => length)).toEqual([20, 50, 50]);
    expect(pages.flat()).toEqual(words);
  }
  expect((await alice.history(bob.address, '&limit=200')).messages).toHaveLength(120);
  expect((await alice.history(bob.address, '&limit=999')).messages).toHaveLength(120);
  expect((await alice.history(bob.address, '&limit=7')).messages.map(textOf)).toEqual(words.slice(-7));
  // Another account sees nothing of it, by whatever name it asks.
  const { messages } = await alice.history(bob.address);
  expect(await eve.conversations()).toEqual([]);
  for (const peer of [alice.address, bob.address]) expect((await eve.history(peer)).messages).toEqual([]);
  expect(await eve.call('GET', `/messages/${messages[0]!.id}/parts/1`)).toMatchObject({ status: 404 });
  atBob.cut();
});

test('the conversations are listed by their last message, the newest first', async () => {
  const [alice, bob, carol] = [await somebody('alice'), await somebody('bob'), await somebody('carol')];
  const atAlice = await alice.listen();
  await bob.say(alice.address, 'first of Bob');
  await carol.say(alice.address, 'first of Carol');
  await atAlice.receive(2);
  await alice.say(bob.address, 'back to Bob');
  const list = (await alice.conversations()).map(({ peer, lastMessage }) => [peer, textOf(lastMessage)]);
  expect(list).toEqual([
    [bob.address, 'back to Bob'],
    [carol.address, 'first of Carol'],
  ]);
  atAlice.cut();
});

test('whatever spelling of an address is used, it is one conversation', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const name = bob.address.slice('wv:'.length);
  for (const to of [bob.address, name, `im:${name}`, `sip:${name}`, `WV:${name.toUpperCase()}`]) {
    expect(await alice.say(to, to)).toMatchObject({ peer: bob.address, state: 'sent' });
  }
  expect((await alice.history(`sip:${name}`)).messages).toHaveLength(5);
  expect(await alice.conversations()).toHaveLength(1);
});

test('a talk with a service: what is sent to an address of its domain and what it answers from there belong together', async () => {
  const alice = await somebody('alice');
  const secret = await provider.addService('chess');
  const chess = new Party(provider, 'wv:chess@b1.example', { secret });
  const atAlice = await alice.listen();
  const { id } = await alice.say('wv:u2@chess.b1.example', 'your move');
  const { item, receipt } = await chess.lease({ waitSeconds: 20 });
  expect(item[0]).toMatchObject({ sender: alice.address, recipient: 'wv:u2@chess.b1.example' });
  await chess.call('AcknowledgeMessages', { receipt: receipt! });
  await atAlice.untilState(id, 'delivered');
  await chess.call('SendMessages', {
    message: [
      {
        clientMessageId: chess.nextId(),
        sender: 'wv:u2@chess.b1.example',
        senderName: 'u2',
        recipient: [alice.address],
        subject: 'game 7',
        conversationId: 'g7',
        part: [{ contentType: 'text/plain', text: 'e4' }],
      },
    ],
  });
  await atAlice.receive(1);
  const { messages } = await alice.history('wv:u2@chess.b1.example');
  expect(messages).toMatchObject([
    { direction: 'out', state: 'delivered', parts: [{ text: 'your move' }] },
    {
      direction: 'in',
      state: 'received',
      peer: 'wv:u2@chess.b1.example',
      peerName: 'u2',
      subject: 'game 7',
      conversationId: 'g7',
      parts: [{ text: 'e4' }],
    },
  ]);
  atAlice.cut();
});

test('a message that its recipient rejects is failed, with the reason', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const atAlice = await alice.listen();
  const { id, messageId } = await alice.say(bob.address, 'unwanted');
  const reader = new Party(provider, bob.address);
  const { receipt } = await reader.lease();
  await reader.call('AcknowledgeMessages', {
    receipt: receipt!,
    entry: [{ messageId: messageId!, outcome: 'REJECTED', reason: 'Not now.' }],
  });
  expect(await atAlice.untilState(id, 'failed')).toMatchObject({ code: 538, reason: 'Not now.', retryable: false });
  atAlice.cut();
});

test('what cannot be sent is a result of that message; the others get through, in order', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const sent = await alice.send(
    { to: bob.address, text: 'one' },
    { to: 'wv:nobody@b1.example', text: 'x' },
    { to: 'wv:bob@elsewhere.example', text: 'x' },
    { to: 'no address', text: 'x' },
    { to: '', text: 'x' },
    { to: bob.address, data: 'not base64!', contentType: 'image/png' },
    { to: bob.address, data: 'AAAA', contentType: 'no type' },
    { to: bob.address, text: 'half \ud83d' },
    { to: bob.address, text: 'x', subject: 'zero \0' },
    { to: bob.address, text: 'x', subject: 's'.repeat(1025) },
    { to: bob.address, text: 'x', conversationId: 'half \udc00' },
    { to: 'wv:bob/friends@b1.example', text: 'x' },
    { to: bob.address, text: 'two' },
  );
  expect(sent.map(({ state, code }) => [state, code])).toEqual([
    ['sent', undefined],
    ['failed', 531],
    ['failed', 516],
    ['failed', 901],
    ['failed', 901],
    ['failed', 402],
    ['failed', 415],
    ['failed', 402],
    ['failed', 402],
    ['failed', 402],
    ['failed', 402],
    ['failed', 501],
    ['sent', undefined],
  ]);
  for (const { state, reason, retryable, clientMessageId } of sent) {
    expect(clientMessageId).toMatch(/^[\w-]{36}$/);
    if (state === 'failed')
      expect({ reason, retryable }).toEqual({ reason: expect.stringMatching(/\.$/), retryable: false });
  }
  const atBob = await bob.listen();
  expect(await atBob.receive(2)).toEqual(['one', 'two']);
  // What reached the log before it failed is there, as failed, on every device.
  expect((await alice.history('wv:nobody@b1.example')).messages).toMatchObject([{ state: 'failed', code: 531 }]);
  atBob.cut();
});

test('sent again under its id a message is answered as the first time and delivered once', async () => {
  const [alice, bob] = [await somebody('alice'), await somebody('bob')];
  const draft = { clientMessageId: 'again', to: bob.address, text: 'once' };
  const [first] = await alice.send(draft);
  const [second, third] = await alice.send(draft, draft);
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  const [other] = await alice.send({ ...draft, text: 'twice' });
  expect(other).toMatchObject({ id: '0', state: 'failed', code: 402, retryable: false });
  const [a, b] = await alice.send(
    { clientMessageId: 'within', to: bob.address, text: 'a' },
    { clientMessageId: 'within', to: bob.address, text: 'b' },
  );
  expect([a!.state, b!.state, b!.code]).toEqual(['sent', 'failed', 402]);
  const copies = await Promise.all(
    Array.from({ length: 8 }, () => alice.send({ clientMessageId: 'raced', to: bob.address, text: 'raced' })),
  );
  expect(new Set(copies.map(([copy]) => copy!.id)).size).toBe(1);
  const atBob = await bob.listen();
  expect(await atBob.receive(3)).toEqual(['once', 'a', 'raced']);
  // The marker comes last: nothing came twice before it.
  await alice.say(bob.address, 'end');
  expect(await atBob.receive(4)).toEqual(['once', 'a', 'raced', 'end']);
  atBob.cut();
});

test('a full inbox fails for the moment; the same message sent again once there is room gets through', async () => {
  const small = await startTestProvider({ settings: { inboxDepthLimit: 1 } });
  try {
    const alice = await Device.signIn(small, await small.addPerson('alice'));
    const bob = await small.addPerson('bob');
    const second = { clientMessageId: 'second', to: bob, text: 'second' };
    const [, refused] = await alice.send({ to: bob, text: 'first' }, second);
    expect(refused).toMatchObject({ state: 'failed', code: 507, retryable: true });
    // Acknowledged, not AUTO: what AUTO removes is gone only some moments after it was read.
    const reader = new Party(small, bob);
    const { item, receipt } = await reader.lease();
    expect(texts(item)).toEqual(['first']);
    await reader.call('AcknowledgeMessages', { receipt: receipt! });
    const [sent] = await alice.send(second);
    expect(sent).toMatchObject({ id: refused!.id, state: 'sent' });
    expect(BigInt(sent!.cursor)).toBeGreaterThan(BigInt(refused!.cursor));
    expect(texts(await new Party(small, bob).get())).toEqual(['second']);
  } finally {
    await small.drop();
  }
});

test('a message to oneself is sent and received', async () => {
  const alice = await somebody('alice');
  const listening = await alice.listen();
  await alice.say(alice.address, 'note to self');
  await listening.receive(1);
  const { messages } = await alice.history(alice.address);
  expect(messages.map(({ direction }) => direction)).toEqual(['out', 'in']);
  listening.cut();
});

test('a provider that accepts few recipients at once still takes a hundred messages', async () => {
  const narrow = await startTestProvider({ settings: { maxDeliveriesPerRequest: 7 } });
  try {
    const alice = await Device.signIn(narrow, await narrow.addPerson('alice'));
    const words = Array.from({ length: 100 }, (_, index) => String(index));
    const sent = await alice.send(...words.map((text) => ({ to: alice.address, text })));
    expect(new Set(sent.map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(texts(await new Party(narrow, alice.address).get())).toEqual(words);
  } finally {
    await narrow.drop();
  }
});
