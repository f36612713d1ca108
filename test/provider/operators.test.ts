import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { isOperatorName, scramVerifier } from '../../packages/provider/dist/accounts/operator.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { commandLine, type Said } from '../support/command-line.js';
import { Party } from '../support/party.js';
import { startTestProvider, type TestProvider } from '../support/provider.js';

/**
 * GO-2: what operators may do is held by the database. Alice sent Bob a message, one of his was set aside; then somebody
 * connects as each kind of operator and tries.
 */

let provider: TestProvider;
let owner: pg.Pool;
const run = randomBytes(4).toString('hex');
const names = { auditor: `ann_${run}`, support: `sue_${run}`, administrator: `adam_${run}` };
type Role = keyof typeof names;
const urls = new Map<Role, string>();

beforeAll(async () => {
  provider = await startTestProvider({ settings: { maxDeliveryAttempts: 1 } });
  owner = provider.database.pool;
  const alice = new Party(provider, await provider.addPerson('alice'));
  const bob = new Party(provider, await provider.addPerson('bob'));
  await alice.send(bob.address, 'set aside');
  const { receipt, item } = await bob.lease();
  const { messageId } = item[0]!;
  await bob.call('AcknowledgeMessages', { receipt: receipt!, entry: [{ messageId, outcome: 'FAILED' }] });
  await bob.lease();
  await alice.send(bob.address, 'waiting');
  for (const role of Object.keys(names) as Role[]) {
    const { code, out, err } = await asOwner('operator', 'grant', names[role], '--role', role);
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('is not shown again') as unknown });
    const url = new URL(provider.database.url);
    url.username = names[role];
    url.password = out.trim();
    urls.set(role, url.href);
  }
});
afterAll(async () => {
  try {
    for (const name of Object.values(names)) {
      await asOwner('operator', 'revoke', name);
      await owner.query(`DROP ROLE IF EXISTS ${name}`);
    }
  } finally {
    await provider.drop();
  }
});

const asOwner = (...args: string[]): Promise<Said> => commandLine(provider.database.url, args);
const as = (role: Role, ...args: string[]): Promise<Said> => commandLine(urls.get(role)!, args);

/** Runs SQL as the operator; answers the rows, or `refused`. */
async function sql(role: Role, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: urls.get(role) });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return 'refused';
    throw error;
  } finally {
    await client.end();
  }
}

const CONTENT = [
  'SELECT content FROM inbox',
  'SELECT * FROM inbox',
  'SELECT content FROM dead_letter',
  'SELECT * FROM content_chunk',
  'SELECT content FROM conversation_entry',
  'COPY dead_letter TO STDOUT',
];
const CREDENTIALS = [
  'SELECT password_hash FROM account',
  'SELECT secret_sealed FROM account',
  'SELECT * FROM account',
  'SELECT token_digest FROM client_session',
  'SELECT * FROM used_nonce',
];
const CHANGES = [
  `UPDATE account SET disabled_at = now()`,
  `DELETE FROM inbox`,
  `INSERT INTO audit_event (kind, outcome) VALUES ('sign-in', 'accepted')`,
  `UPDATE audit_event SET detail = 'nothing'`,
  `DELETE FROM audit_event`,
  `INSERT INTO operator (name, role) VALUES ('me', 'administrator')`,
  `CREATE TABLE mine (a integer)`,
  `UPDATE setting SET value = 'x'`,
];

describe.each(['auditor', 'support'] as const)('WSI-20: as %s', (role) => {
  test.each([...CONTENT, ...CREDENTIALS, ...CHANGES])('no: %s', async (text) => {
    await expect(sql(role, text)).resolves.toBe('refused');
  });

  test('the list of accounts, and nothing that proves who they are', async () => {
    const { code, out } = await as(role, 'account', 'list');
    expect({ code, out }).toEqual({
      code: 0,
      out: 'wv:alice@b1.example\tperson\t-\tactive\nwv:bob@b1.example\tperson\t-\tactive\n',
    });
  });

  test('no command changes anything, and each says why', async () => {
    for (const args of [
      ['account', 'disable', 'wv:bob@b1.example'],
      ['account', 'policy', 'wv:bob@b1.example', '--set', 'maxPartBytes=1MiB'],
      ['dead-letters', 'delete', '--all', '--yes'],
      ['throttle', 'on', '--seconds', '60'],
      ['operator', 'grant', names[role], '--role', 'administrator'],
    ]) {
      const { code, err } = await as(role, ...args);
      expect({ args, code, err }).toMatchObject({ code: 1, err: expect.stringContaining('lacks a right') as unknown });
    }
  });
});

describe('As auditor', () => {
  test('reads the audit log', async () => {
    const { code, out } = await as('auditor', 'audit', 'list', '--kind', 'administration');
    expect(code).toBe(0);
    expect(out).toContain(`operator grant ${names.support} --role support`);
  });

  test('counts what waits, but sees not who wrote to whom', async () => {
    await expect(sql('auditor', 'SELECT count(*)::int, sum(size)::int AS bytes FROM inbox')).resolves.toEqual([
      { count: 1, bytes: 7 },
    ]);
    await expect(sql('auditor', 'SELECT count(*)::int FROM dead_letter')).resolves.toEqual([{ count: 1 }]);
    for (const table of ['inbox', 'dead_letter', 'delivery']) {
      await expect(sql('auditor', `SELECT recipient FROM ${table}`)).resolves.toBe('refused');
    }
    expect((await as('auditor', 'dead-letters', 'list')).code).toBe(1);
  });
});

describe('As support', () => {
  test('sees who sent what to whom, dead letters included', async () => {
    const { code, out } = await as('support', 'dead-letters', 'list');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('wv:bob@b1.example') as unknown });
    const [id = ''] = out.split('\t');
    const shown = await as('support', 'dead-letters', 'show', id);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('text/plain');
    await expect(sql('support', 'SELECT sender, recipient, size FROM inbox')).resolves.toEqual([
      { sender: 'wv:alice@b1.example', recipient: 'wv:bob@b1.example', size: 7 },
    ]);
  });

  test('but no content, whichever way it is asked for', async () => {
    const [id = ''] = (await as('support', 'dead-letters', 'list')).out.split('\t');
    for (const way of [['--content'], ['--part', '1']]) {
      const { code, out } = await as('support', 'dead-letters', 'show', id, ...way);
      expect({ code, out }).toEqual({ code: 1, out: '' });
    }
  });

  test('and not the audit log', async () => {
    await expect(sql('support', 'SELECT * FROM audit_event')).resolves.toBe('refused');
    expect((await as('support', 'audit', 'list')).code).toBe(1);
  });
});

describe('As administrator', () => {
  test('does what commands do, and the audit log says who', async () => {
    expect(await as('administrator', 'account', 'disable', 'wv:bob@b1.example')).toMatchObject({ code: 0 });
    expect(await as('administrator', 'account', 'enable', 'wv:bob@b1.example')).toMatchObject({ code: 0 });
    const adding = ['account', 'add', 'wv:carol@b1.example'];
    expect(await commandLine(urls.get('administrator')!, adding, { IMPS_WSI_PASSWORD: 'Divedeep' })).toMatchObject({
      code: 0,
    });
    await expect(new AccountStore(owner).find('wv:carol@b1.example')).resolves.toBeDefined();
    const { rows } = await owner.query(
      `SELECT account, detail, outcome, database_role FROM audit_event WHERE database_role = $1 ORDER BY id`,
      [names.administrator],
    );
    expect(rows).toEqual([
      { account: 'wv:bob@b1.example', detail: 'account disable', outcome: 'done', database_role: names.administrator },
      { account: 'wv:bob@b1.example', detail: 'account enable', outcome: 'done', database_role: names.administrator },
      { account: 'wv:carol@b1.example', detail: 'account add', outcome: 'done', database_role: names.administrator },
    ]);
  });

  test('cannot clean the audit log, make operators, or change tables', async () => {
    for (const text of [
      `UPDATE audit_event SET detail = ''`,
      'DELETE FROM audit_event',
      'TRUNCATE audit_event',
      `INSERT INTO audit_event (kind, outcome, database_role) VALUES ('administration', 'done', 'somebody')`,
      `UPDATE operator SET role = 'auditor'`,
      'CREATE TABLE mine (a integer)',
      'DROP TABLE audit_event',
    ]) {
      expect([text, await sql('administrator', text)]).toEqual([text, 'refused']);
    }
    expect((await as('administrator', 'operator', 'grant', names.auditor, '--role', 'administrator')).code).toBe(1);
  });
});

test('another role takes the place of the one before, and revoke takes all', async () => {
  expect((await asOwner('operator', 'grant', names.auditor, '--role', 'support')).code).toBe(0);
  await expect(sql('auditor', 'SELECT * FROM audit_event')).resolves.toBe('refused');
  await expect(sql('auditor', 'SELECT sender FROM inbox')).resolves.toHaveLength(1);
  expect((await asOwner('operator', 'list')).out).toContain(`${names.auditor}\tsupport\t`);
  expect((await asOwner('operator', 'revoke', names.auditor)).code).toBe(0);
  await expect(sql('auditor', 'SELECT sender FROM inbox')).resolves.toBe('refused');
  expect(await asOwner('operator', 'revoke', names.auditor)).toMatchObject({ code: 1 });
  expect((await asOwner('operator', 'grant', names.auditor, '--role', 'auditor')).out).toBe('');
});

test('who may do everything is made no operator: it would not bind a superuser, and take an owner’s own tables from it', async () => {
  const name = `olga_${run}`;
  const tables = `tables_${run}`;
  await owner.query(`CREATE ROLE ${tables}; CREATE ROLE ${name} LOGIN IN ROLE ${tables}`);
  const grant = () => asOwner('operator', 'grant', name, '--role', 'auditor');
  const refused = { code: 1, err: expect.stringContaining('owns this database, or is a superuser') as unknown };
  const { rows } = await owner.query<{ owner: string }>('SELECT current_user AS owner');
  try {
    expect(await asOwner('operator', 'grant', rows[0]!.owner, '--role', 'auditor')).toMatchObject(refused);
    await owner.query(`ALTER TABLE account OWNER TO ${tables}`);
    expect(await grant()).toMatchObject(refused);
    expect((await asOwner('operator', 'list')).out).not.toContain(name);
    await owner.query(`ALTER TABLE account OWNER TO current_user`);
    expect(await grant()).toMatchObject({ code: 0 });
  } finally {
    await owner.query(`ALTER TABLE account OWNER TO current_user`);
    await asOwner('operator', 'revoke', name);
    await owner.query(`DROP ROLE ${name}; DROP ROLE ${tables}`);
  }
});

test('an upgrade of the schema gives operators what is theirs again', async () => {
  await owner.query(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${names.auditor}`);
  expect((await asOwner('migrate')).code).toBe(0);
  await expect(sql('auditor', 'SELECT count(*) FROM audit_event')).resolves.toHaveLength(1);
});

test('names that would be more than a name are none', () => {
  for (const name of ['ann', 'ann_2', 'a-b']) expect(isOperatorName(name)).toBe(true);
  for (const name of ['', 'Ann', 'pg_read_all_data', 'public', 'a"; DROP', 'a b', '1a', 'x'.repeat(64)]) {
    expect(isOperatorName(name)).toBe(false);
  }
});

test('the server gets a verifier in place of the password, and keeps it as it is', async () => {
  const name = `eve_${run}`;
  const verifier = scramVerifier('secret-password');
  expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:[\w+/=]{24}\$[\w+/=]{44}:[\w+/=]{44}$/);
  await owner.query(`CREATE ROLE ${name} LOGIN PASSWORD '${verifier}'`);
  try {
    const { rows } = await owner.query('SELECT rolpassword FROM pg_authid WHERE rolname = $1', [name]);
    expect(rows).toEqual([{ rolpassword: verifier }]);
  } finally {
    await owner.query(`DROP ROLE ${name}`);
  }
});
