import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PORTS, SERVICES } from '../../packages/provider/dist/pipeline/services.js';
import { PASSWORD } from '../support/provider.js';
import { parseXml } from '../support/xml-tree.js';
import { faultOf, post, valuesOf, type Answer } from './exchange.js';
import { envelope, passwordText, request } from './envelope.js';
import { ALICE, openHouse, type House } from './house.js';

const run = promisify(execFile);
const BROWSER = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

/** The page as text, with what a developer copies out of it. */
interface Page extends Answer {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
  /** What stands in a block of code. */
  code(id: string): string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (markup: string): string =>
  markup.replace(/&(amp|lt|gt|quot|#39);/g, (_whole, name: string) => ENTITIES[name] ?? '');

async function pageAt(url: string, headers: Readonly<Record<string, string>> = BROWSER): Promise<Page> {
  const answer = await post(url, '', {
    method: 'GET',
    headers: { 'Content-Type': undefined, SOAPAction: undefined, ...headers },
  });
  const { text } = answer;
  return {
    ...answer,
    ids: new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id)),
    links: [...text.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, link = '']) => plain(link)),
    code: (id) => {
      const [, markup] = new RegExp(`<pre\\s+id="${id}"[^>]*><code>([^]*?)</code>`).exec(text) ?? [];
      if (markup === undefined) throw new Error(`no code ${id} in the page`);
      return plain(markup);
    },
  };
}

/** The names of all elements of an envelope, with where they stand; how often is not told. */
function shapeOf(xml: string): readonly string[] {
  const paths = new Set<string>();
  const visit = (node: ReturnType<typeof parseXml>, above: string): void => {
    const path = `${above}/{${node.uri}}${node.local}`;
    paths.add(path);
    for (const child of node.children) visit(child, path);
  };
  visit(parseXml(xml), '');
  return [...paths].sort();
}

describe.each(PORTS.map(({ path }) => path))('WSI-3, WSI-23: a browser that opens %s', (path) => {
  const { service } = PORTS.find((port) => port.path === path)!;
  const names = Object.keys(service.operations);
  let house: House;
  let page: Page;
  beforeAll(async () => {
    house = await openHouse();
    page = await pageAt(new URL(path, house.url).href);
  });
  afterAll(() => house.drop());

  test('gets a page that runs no script but its own and loads nothing from elsewhere', () => {
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = page.headers['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self'; /);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(page.text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]* src=)/);
    const elsewhere = page.links.filter((link) => new URL(link, house.url).origin !== new URL(house.url).origin);
    expect(elsewhere).toEqual(['data:,']);
  });

  test('finds every operation, type and error of the contract described', () => {
    for (const operation of names) expect(page.ids).toContain(operation);
    expect(page.ids).toContain(service.name === 'im' ? 'type-InboxItem' : 'type-SeenAttribute');
    expect(page.ids).toContain('SchemaViolation');
    for (const { documentation } of Object.values(service.operations)) {
      expect(plain(page.text).replace(/\s+/g, ' ')).toContain(documentation);
    }
  });

  test('can follow every link of it', async () => {
    const address = new URL(path, house.url).href;
    const inside = page.links.filter((link) => link.startsWith('#')).map((link) => link.slice(1));
    expect(inside.filter((id) => !page.ids.has(id))).toEqual([]);
    const outside = new Set(page.links.filter((link) => !/^(?:#|data:)/.test(link)));
    for (const link of outside) expect([link, (await pageAt(new URL(link, address).href)).status]).toEqual([link, 200]);
    const contracts = [...outside].filter((link) => /\?(?:single)?wsdl$/i.test(link));
    expect(contracts).toHaveLength(service.ports.length * 2);
    const others = SERVICES.filter((each) => each !== service).map((each) => new URL(each.path, address).href);
    expect(others.filter((other) => !outside.has(other))).toEqual([]);
  });

  test('can paste each envelope, from top to bottom, and gets the answer that is promised', async () => {
    await converse(page, names, async (operation, fill) => {
      const written = fill(page.code(`${operation}-envelope`))
        .replaceAll('wv:you@b1.example', ALICE)
        .replaceAll('YOUR-PASSWORD', PASSWORD);
      const action = service.operations[operation]!.soapAction;
      const type = contentType(path, action);
      const { status, text } = await post(new URL(path, house.url).href, written, {
        headers: { 'Content-Type': type, SOAPAction: type.startsWith('text/xml') ? `"${action}"` : undefined },
      });
      expect([operation, status]).toEqual([operation, 200]);
      return text;
    });
  });

  const curl = spawnSync('curl', ['--version']).error === undefined;
  const whereThereIsCurl = curl ? test : test.skip; // no curl: the commands are for it
  whereThereIsCurl('can paste each curl command into a shell, and gets the answer that is promised', async () => {
    const setUp = page
      .code('sign-in')
      .replace('wv:you@b1.example', 'wv:bob@b1.example')
      .replace('YOUR-PASSWORD', PASSWORD);
    await converse(page, names, async (operation, fill) => {
      const { stdout } = await run('bash', ['-ec', `${setUp}\n${fill(page.code(`${operation}-curl`))}\n`]);
      return stdout;
    });
  });
});

const contentType = (path: string, action: string): string =>
  PORTS.find((port) => port.path === path)?.version.name === '1.2'
    ? `application/soap+xml; charset=utf-8; action="${action}"`
    : 'text/xml; charset=utf-8';

/** Sends the page's examples in their order; what only an earlier answer tells is put in as the page says. */
async function converse(
  page: Page,
  names: readonly string[],
  send: (operation: string, fill: (text: string) => string) => Promise<string>,
): Promise<void> {
  let [messageId, receipt] = ['', ''];
  const fill = (text: string): string =>
    text.replaceAll('PUT-MESSAGE-ID-HERE', messageId).replaceAll('PUT-RECEIPT-HERE', receipt);
  const asked = [...page.text.matchAll(/<pre\s+id="(\w+)-envelope"/g)].map(([, operation = '']) => operation);
  expect(asked.toSorted()).toEqual(names.toSorted());
  for (const operation of asked) {
    const text = await send(operation, fill);
    expect([operation, shapeOf(text)]).toEqual([operation, shapeOf(page.code(`${operation}-answer`))]);
    const answer = { status: 200, headers: {}, text };
    const [id] = valuesOf(answer, 'messageId');
    const [leased] = valuesOf(answer, 'receipt');
    if (operation === 'GetMessages') [messageId, receipt] = [id ?? '', leased ?? ''];
    if (operation === 'GetMessageStatus') expect(valuesOf(answer, 'state')).toEqual(['DELIVERED']);
  }
}

describe('what is no browser', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.drop());

  test.each([undefined, '*/*', 'text/plain', 'application/json, text/plain, */*', 'text/xml'])(
    'and asks by Accept: %s is told to POST, and where the contract is (R1114)',
    async (accept) => {
      const answer = await pageAt(house.url, accept === undefined ? {} : { Accept: accept });
      expect([answer.status, answer.headers.allow, answer.headers.vary]).toEqual([405, 'POST', 'Accept']);
      expect(answer.text).toContain('/soap/im?wsdl');
    },
  );

  test('a Host that is none does not get into the page (GS-4)', async () => {
    const { text } = await pageAt(house.url, { ...BROWSER, Host: 'evil"><script>alert(1)</script>' });
    expect(text).not.toContain('evil');
  });

  test.each([
    ['SchemaViolation', request('SendMessages', '<message><nonsense/></message>'), '#SendMessages'],
    ['BadRequestParameter', request('GetMessageStatus'), '#GetMessageStatus'],
    ['MessageNotFound', request('GetMessageContent', '<messageId>x</messageId><part>1</part>'), '#GetMessageContent'],
    ['UnknownOperation', '<x:Nonsense xmlns:x="urn:x"/>', '#UnknownOperation'],
    ['UnknownOperation', '<SendMessages xmlns="urn:imps-wsi:im:1"/>', '#UnknownOperation'],
    ['MalformedXml', request('GetMessages', '<maxMessages>1</oops>'), '#GetMessages'],
    ['InvalidEnvelope', '<unqualified/>', '#InvalidEnvelope'],
  ])('WSI-23: a fault tells where what was asked for is described: %s', async (errorName, body, anchor) => {
    const { detail } = faultOf(await house.asAlice(body));
    expect(detail).toMatchObject({ errorName, documentation: house.url + anchor });
    const page = await pageAt(detail?.documentation ?? '');
    expect(page.ids).toContain(anchor.slice(1));
  });

  test('a refused element is named with its path and what was expected there', async () => {
    const { detail } = faultOf(await house.asAlice(request('SendMessages', '<message><nonsense/></message>')));
    expect(detail?.path).toMatch(/SendMessagesRequest\/message$/);
    expect(detail?.expected).toContain('clientMessageId');
  });

  test('what follows a fault about header blocks is only its code (SOAP 1.1 §4.4)', async () => {
    const wrong = envelope(passwordText(ALICE, 'guessed'), request('GetCapabilities'));
    expect(faultOf(await house.post(wrong))).toMatchObject({ code: 'FailedAuthentication', detail: undefined });
  });
});
