import { envelope, passwordText, request } from './envelope.js';
import { openHouse, type House } from './house.js';
import {
  pack,
  postPackage,
  rootPart,
  type Profile,
  type RawAnswer,
  type RawPackage,
  type RawPart,
} from './raw-package.js';
import type { TestProviderOptions } from '../support/provider.js';

export interface Send {
  readonly as?: string;
  readonly parts?: readonly RawPart[];
  /** Where the root stands among the parts; 0, the first, by default. */
  readonly rootAt?: number;
  /** Bytes a write. */
  readonly piece?: number;
  readonly password?: string;
}

/** A house whose addresses for packages are used too. */
export interface PackageHouse extends House {
  addressOf(profile: Profile): string;
  /** A package with this Body, ready to be spoilt. */
  packed(profile: Profile, body: string, send?: Send): RawPackage;
  /** Sends a Body and attachments as a package. */
  send(profile: Profile, body: string, send?: Send): Promise<RawAnswer>;
  /** Sends a Body as a bare envelope to the address of a profile. */
  ask(profile: Profile, body: string, as?: string): Promise<RawAnswer>;
  /** What the store holds apart from its messages: contents, their pieces, and their uses. */
  stored(): Promise<{ contents: number; pieces: number; uses: number }>;
}

export const NOTHING = { contents: 0, pieces: 0, uses: 0 };
export const ALICE = 'wv:alice@b1.example';
export const BOB = 'wv:bob@b1.example';

export async function openPackageHouse(options: TestProviderOptions = {}): Promise<PackageHouse> {
  const house = await openHouse(options);
  const addressOf = (profile: Profile): string => `${house.url}/${profile}`;
  const packed = (profile: Profile, body: string, { as = ALICE, parts = [], rootAt = 0, password }: Send = {}) => {
    const root = rootPart(profile, envelope(passwordText(as, password), body));
    return pack(profile, [...parts.slice(0, rootAt), root, ...parts.slice(rootAt)]);
  };
  const additions: Omit<PackageHouse, keyof House> = {
    addressOf,
    packed,
    send: (profile, body, send = {}) => {
      const { piece } = send;
      return postPackage(addressOf(profile), packed(profile, body, send), piece === undefined ? {} : { piece });
    },
    ask: (profile, body, as = BOB) =>
      postPackage(addressOf(profile), {
        contentType: 'text/xml; charset=utf-8',
        body: Buffer.from(envelope(passwordText(as), body)),
      }),
    stored: async () => {
      const { rows } = await house.database.pool.query<{ contents: number; pieces: number; uses: number }>(
        `SELECT (SELECT count(*)::int FROM content) AS contents, (SELECT count(*)::int FROM content_chunk) AS pieces,
                (SELECT count(*)::int FROM content_use) AS uses`,
      );
      return rows[0]!;
    },
  };
  return Object.defineProperties(additions, Object.getOwnPropertyDescriptors(house)) as PackageHouse;
}

export const getMessages = (content = ''): string => request('GetMessages', content);
