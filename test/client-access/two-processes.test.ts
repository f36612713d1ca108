import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { runCommand, startProviderProcess, type ProviderProcess } from '../support/provider-process.js';
import { PASSWORD } from '../support/provider.js';
import { Device, textOf } from './device.js';

/** One provider, two processes, one database: whichever a device reaches, it is the same account. */
let database: TestDatabase;
let dataDir: string;
let processes: ProviderProcess[];
let where: string[];
const at = (place: 0 | 1, name: string) => Device.signIn(processes[place]!, name);

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'imps-clients-'));
  where = ['--domain', 'b1.example', '--database-url', database.url, '--data-dir', dataDir];
  for (const name of ['alice', 'bob', 'carol']) {
    const { code, stderr } = await runCommand(['account', 'add', `wv:${name}@b1.example`, ...where], {
      stdin: `${PASSWORD}\n`,
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }
  processes = await Promise.all([startProviderProcess(where), startProviderProcess(where)]);
});
afterAll(async () => {
  await Promise.all(processes.map((each) => each.stop()));
  await rm(dataDir, { recursive: true, force: true });
  await database.drop();
});

test('streams at both processes tell the same, at once, in the same order', async () => {
  const [alice, phone, laptop] = [await at(0, 'alice'), await at(0, 'bob'), await at(1, 'bob')];
  const [atPhone, atLaptop, atAlice] = [await phone.listen(), await laptop.listen(), await alice.listen()];
  const words = Array.from({ length: 40 }, (_, index) => String(index));
  for (const text of words) await alice.send({ to: phone.address, text });
  expect(await atPhone.receive(40)).toEqual(words);
  expect(await atLaptop.receive(40)).toEqual(words);
  expect(atLaptop.messages.map(({ id, cursor }) => [id, cursor])).toEqual(
    atPhone.messages.map(({ id, cursor }) => [id, cursor]),
  );
  // What is sent from one device is seen at the other, and its state followed.
  const { id } = await laptop.send({ to: alice.address, text: 'thanks' }).then(([message]) => message!);
  await atPhone.untilState(id, 'delivered');
  await atLaptop.untilState(id, 'delivered');
  for (const listening of [atPhone, atLaptop, atAlice]) listening.cut();
});

test('one session works at both processes, and ends at both', async () => {
  const device = await at(0, 'carol');
  const elsewhere = new Device(processes[1]!);
  Object.assign(elsewhere, { cookie: device.cookie, csrfToken: device.csrfToken });
  expect(await elsewhere.call('GET', '/session')).toMatchObject({ status: 200 });
  const listening = await elsewhere.listen();
  expect(await device.call('DELETE', '/session')).toMatchObject({ status: 204 });
  await listening.until((events) => events.some(({ event }) => event === 'signed-out'));
  await listening.ended;
});

test('the same message sent at both processes at once is one message', async () => {
  const [one, other, bob] = [await at(0, 'alice'), await at(1, 'alice'), await at(0, 'bob')];
  const draft = { clientMessageId: 'raced', to: bob.address, text: 'raced' };
  const copies = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? one : other).send(draft)));
  expect(new Set(copies.map(([copy]) => copy!.id)).size).toBe(1);
  const listening = await bob.listen();
  await one.say(bob.address, 'end');
  await listening.until(() => listening.received.includes('end'));
  const { messages } = await bob.history(one.address);
  expect(messages.map(textOf).filter((text) => text === 'raced')).toEqual(['raced']);
  listening.cut();
});

test('a process is killed in the middle: its streams go on at the other, nothing is lost and nothing comes twice', async () => {
  const doomed = await startProviderProcess(where);
  const [alice, bob] = [await at(0, 'alice'), await Device.signIn(doomed, 'bob')];
  const first = await bob.listen();
  const words = Array.from({ length: 60 }, (_, index) => `k${String(index)}`);
  const sending = (async () => {
    for (const text of words) await alice.send({ to: bob.address, text });
  })();
  await first.receive(10);
  await doomed.stop('SIGKILL');
  await first.ended;
  await sending;
  const elsewhere = new Device(processes[1]!);
  Object.assign(elsewhere, { cookie: bob.cookie, csrfToken: bob.csrfToken });
  const second = await elsewhere.listen({ lastEventId: first.cursor });
  await second.until(() => second.received.includes('k59'));
  expect([...first.received, ...second.received]).toEqual(words);
  second.cut();
});
