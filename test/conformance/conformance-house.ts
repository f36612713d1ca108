import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { PORTS } from '../../packages/provider/dist/pipeline/services.js';
import type { TestProviderOptions } from '../support/provider.js';
import { expanded, parseXml, type XmlNode } from '../support/xml-tree.js';
import { openHouse, type House } from '../wire/house.js';
import { spokenIn, wrongWith } from './answer-rules.js';
import { converse, requestBytes, textOf, type RawAnswer, type RawRequest } from './raw-http.js';
import { SPOKEN, type Spoken } from './spoken.js';

const INTEROP = new URL('../../test/interop/', import.meta.url);
export const hasXmllint = spawnSync('xmllint', ['--version']).error === undefined;
if (!hasXmllint) console.log('skipped: validation of answers by libxml2: no xmllint (Debian: libxml2-utils)');

/** What a house whose answers are all judged can do: by the rules for senders as they come, by the schemas at the end. */
export interface Judging {
  /** Sends one request on a connection of its own. */
  raw(request: RawRequest): Promise<RawAnswer>;
  /** Sends an envelope to the address of a version, in its media type unless told otherwise. */
  tell(spoken: Spoken, envelope: string | Uint8Array, more?: Tell): Promise<RawAnswer>;
  /** Takes an answer that came another way among those that are judged. */
  judge(answer: RawAnswer): RawAnswer;
  /** Call at the end: fails if an answer was not valid or showed what it should not; removes everything. */
  close(): Promise<void>;
}

export interface Tell {
  /** Content-Type; null: none. */
  readonly type?: string | null;
  /** More lines. */
  readonly headers?: readonly string[];
  readonly target?: string;
}

export type ConformanceHouse = House & Judging;

/** Many here fail to sign in, because that is what is tried; what holds back guessing is shown elsewhere. */
export const PATIENT = { signInFailures: 1_000 } as const;

export const openConformanceHouse = async (options: TestProviderOptions = {}): Promise<ConformanceHouse> =>
  judged(await openHouse({ ...options, settings: { ...PATIENT, ...options.settings } }));

/** Gives a house what {@link Judging} names. */
export function judged<Kind extends House>(house: Kind): Kind & Judging {
  const envelopes = new Map<Spoken, Set<string>>();
  const judge = (answer: RawAnswer): RawAnswer => {
    expect(wrongWith(answer)).toEqual([]);
    const spoken = spokenIn(answer);
    if (spoken !== undefined) envelopes.set(spoken, (envelopes.get(spoken) ?? new Set()).add(textOf(answer)));
    return answer;
  };
  const raw = async (request: RawRequest): Promise<RawAnswer> => {
    const answers = await converse(house.url, requestBytes(request), [request.method ?? 'POST']);
    const answer = answers.at(-1);
    if (answers.length !== 1 || answer === undefined)
      throw new Error(`${String(answers.length)} answers to one request`);
    return judge(answer);
  };
  const additions: Judging = {
    raw,
    judge,
    tell: (spoken, body, { type = `${spoken.mediaType}; charset=utf-8`, headers = [], target = spoken.path } = {}) => {
      const action = spoken.mediaType === 'text/xml' && !headers.some((line) => /^soapaction:/i.test(line));
      const lines = [...(type === null ? [] : [`Content-Type: ${type}`]), ...(action ? ['SOAPAction: ""'] : [])];
      return raw({ target, headers: [...lines, ...headers], body });
    },
    close: async () => {
      try {
        expect(await house.stillAnswers()).toBe(true);
        expect(house.indiscretions()).toEqual([]);
        for (const [spoken, texts] of envelopes) {
          expect(await invalid(house.url, spoken, [...texts])).toEqual([]);
        }
      } finally {
        await house.drop();
      }
    },
  };
  return Object.defineProperties(additions, Object.getOwnPropertyDescriptors(house)) as unknown as Kind & Judging;
}

/**
 * What libxml2 finds wrong with envelopes by the schemas that the provider serves at an address, by default that of the
 * version alone; nothing where there is no xmllint.
 */
export async function invalid(
  url: string,
  spoken: Spoken,
  texts: readonly string[],
  path = spoken.path,
): Promise<readonly string[]> {
  return (await verdictsOn(url, spoken, texts, path)).filter((verdict) => verdict !== '');
}

/** The same for each envelope: what is wrong, `''` for nothing. */
export async function verdictsOn(
  url: string,
  spoken: Spoken,
  texts: readonly string[],
  path = spoken.path,
): Promise<readonly string[]> {
  if (!hasXmllint) return texts.map(() => '');
  const folder = mkdtempSync(join(tmpdir(), 'imps-conformance-'));
  try {
    const schemas = PORTS.find((port) => port.path === path)?.documents.schemas;
    for (const name of schemas ?? []) {
      writeFileSync(join(folder, name), await (await fetch(new URL(`${path}?xsd=${name}`, url))).text());
    }
    const im = schemas?.find((name) => name.startsWith('im')) ?? '';
    const envelope = readFileSync(new URL(spoken === SPOKEN[0] ? 'envelope.xsd' : 'envelope12.xsd', INTEROP), 'utf8');
    const judge = join(folder, 'judge.xsd');
    writeFileSync(judge, envelope.replaceAll('../../wsdl/im.xsd', im).replaceAll('../../wsdl/', ''));
    writeFileSync(join(folder, 'xml-lang.xsd'), readFileSync(new URL('xml-lang.xsd', INTEROP)));
    const files = texts.map((text, index) => {
      const file = join(folder, `${String(index)}.xml`);
      writeFileSync(file, text);
      return file;
    });
    const run = spawnSync('xmllint', ['--noout', '--nonet', '--schema', judge, ...files], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const lines = run.stderr.split('\n');
    return files.map((file) =>
      lines.includes(`${file} validates`)
        ? ''
        : lines.filter((line) => line.startsWith(file)).join('\n') || `no verdict: ${run.stderr.slice(0, 1_000)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a fault says, whichever its version, by names alone. */
export interface RawFault {
  /** Local name of the code of SOAP: of SOAP 1.1 faultcode, of SOAP 1.2 Value. */
  readonly code: string;
  /** The exact code, `{namespace}local`: of SOAP 1.1 the same, of SOAP 1.2 the Subcode if there is one. */
  readonly exact: string;
  readonly reason: string;
  readonly errorName: string | undefined;
}

/** The fault in an answer. Fails when there is none. */
export function faultIn(answer: RawAnswer): RawFault {
  const spoken = spokenIn(answer);
  const text = textOf(answer);
  if (spoken === undefined) throw new Error(`expected a fault, got ${String(answer.status)}: ${text}`);
  const named = (node: XmlNode | undefined, ...names: readonly string[]): XmlNode | undefined =>
    names.reduce<XmlNode | undefined>((at, name) => at?.children.find(({ local }) => local === name), node);
  const fault = named(parseXml(text), 'Body', 'Fault');
  if (fault === undefined) throw new Error(`expected a fault, got ${String(answer.status)}: ${text}`);
  const code = named(fault, 'faultcode') ?? named(fault, 'Code', 'Value');
  const exact = named(fault, 'Code', 'Subcode', 'Value') ?? code;
  const detail = named(fault, 'detail', 'ServiceFault') ?? named(fault, 'Detail', 'ServiceFault');
  const name = (node: XmlNode | undefined): string => (node === undefined ? '' : expanded(node, node.text.trim()));
  return {
    code: name(code).replace(/^\{[^}]*\}/, ''),
    exact: name(exact),
    reason: (named(fault, 'faultstring') ?? named(fault, 'Reason', 'Text'))?.text ?? '',
    errorName: named(detail, 'errorName')?.text,
  };
}
