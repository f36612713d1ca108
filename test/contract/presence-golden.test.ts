import { describe, expect, test } from '@jest/globals';
import {
  findPresenceOperation,
  presenceOperations,
  type ElementCodec,
  type PresenceOperationName,
  type PresenceOperations,
} from '@imps-wsi/contract/presence';
import { readEnvelope, Soap11, Soap12, writeEnvelope } from '@imps-wsi/contract/soap';
import { golden } from './golden-files.js';

const at = new Date('2031-05-17T09:30:00.125Z');
const until = new Date('2031-05-17T10:30:00.125Z');

const VALUES: {
  readonly [Name in PresenceOperationName]: {
    readonly request: PresenceOperations[Name]['requestInput'];
    readonly response: PresenceOperations[Name]['responseInput'];
  };
} = {
  PublishPresence: {
    request: {
      contractVersion: 1,
      presentity: 'wv:u2@chess.b1.example',
      attribute: [
        { name: 'OnlineStatus', value: 'T', lifetimeSeconds: 600 },
        { name: 'StatusText', qualifier: false, value: ' <ready> & waiting ' },
        { name: 'ClientInfo', property: [{ name: 'ClientType', value: 'CLI' }] },
        { scheme: 'urn:chess', name: 'Rating', value: '1900' },
      ],
      withdraw: [{ name: 'Alias' }, { scheme: 'urn:chess', name: 'Title' }],
    },
    response: {
      code: 201,
      reason: 'Some.',
      presentity: 'wv:u2@chess.b1.example',
      result: [
        { name: 'OnlineStatus', code: 200, reason: 'Published.', expiresAt: until },
        { scheme: 'urn:chess', name: 'Title', code: 402, reason: 'No.' },
      ],
    },
  },
  GetPresence: {
    request: {
      contractVersion: 1,
      presentity: ['wv:u1@b1.example', 'pres:u3@b1.example'],
      attributeName: ['StatusText'],
      format: 'PIDF',
    },
    response: {
      code: 201,
      reason: 'Some.',
      presence: [
        {
          presentity: 'wv:u1@b1.example',
          code: 200,
          reason: 'Given.',
          attribute: [
            { name: 'OnlineStatus', qualifier: true, value: 'T' },
            { scheme: 'urn:chess', name: 'Rating', qualifier: false, value: '1900', changedAt: at, expiresAt: until },
            { name: 'ClientInfo', qualifier: true, property: [{ name: 'ClientType', value: 'CLI' }], changedAt: at },
          ],
        },
        { presentity: 'wv:u2@b1.example', code: 200, reason: 'Given.', document: '<presence/>' },
        { presentity: 'pres:u3@b1.example', code: 534, reason: 'Nothing.' },
      ],
    },
  },
  SetWatcherPolicy: {
    request: {
      contractVersion: 1,
      presentity: 'wv:u1@b1.example',
      rule: [
        { watcher: 'wv:chess@b1.example', access: 'ALLOW', attributeName: ['StatusText', 'Alias'] },
        { watcher: 'wv:u9@b1.example', access: 'POLITE_BLOCK' },
        { access: 'BLOCK' },
      ],
    },
    response: {
      code: 200,
      reason: 'Done.',
      presentity: 'wv:u1@b1.example',
      result: [
        { watcher: 'wv:chess@b1.example', code: 200, reason: 'Holds.' },
        { code: 200, reason: 'Holds.' },
      ],
    },
  },
  ListWatchers: {
    request: { contractVersion: 1, presentity: 'wv:u1@b1.example', after: 'wv:a@b1.example', maxWatchers: 2 },
    response: {
      presentity: 'wv:u1@b1.example',
      watcher: [
        { access: 'BLOCK', changedAt: at },
        { watcher: 'wv:chess@b1.example', access: 'ALLOW', attributeName: ['Alias'], changedAt: at },
      ],
      moreAvailable: true,
    },
  },
};

const names = Object.keys(presenceOperations) as PresenceOperationName[];

/** What was not given comes back as undefined or an empty list. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined && !(Array.isArray(entry) && entry.length === 0))
      .map(([key, entry]) => [key, withoutEmpty(entry)]),
  );
}

describe.each(names)('WSI-2, WSI-4: %s, byte for byte', (name) => {
  test.each(['request', 'response'] as const)('the %s is written and read back, in both versions', (side) => {
    const { input, output } = presenceOperations[name];
    const codec = (side === 'request' ? input : output) as ElementCodec<unknown, unknown>;
    const value = VALUES[name][side];
    const written = (version: typeof Soap11): string =>
      writeEnvelope(version, { body: (writer) => codec.encode(writer, value) });
    const text = golden(`presence/${name}.${side}.xml`, written(Soap11));
    expect(written(Soap11)).toBe(text);

    for (const version of [Soap11, Soap12]) {
      const read = readEnvelope(written(version), { versions: [version] });
      expect(read.scanner.name).toBe(codec.name);
      if (side === 'request') expect(findPresenceOperation(read.scanner.name)?.name).toBe(name);
      expect(withoutEmpty(codec.decode(read.scanner))).toEqual(withoutEmpty(value));
      read.finish();
    }
  });
});
