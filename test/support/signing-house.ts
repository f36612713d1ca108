import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountCertificates } from '../../packages/provider/dist/accounts/certificates.js';
import { AccountCertificateStore } from '../../packages/provider/dist/store/account-certificates.js';
import { AccountStore } from '../../packages/provider/dist/store/accounts.js';
import { ALICE, openHouse, type House } from '../wire/house.js';
import { newAuthority, type Identity } from './certificates.js';
import type { TestProviderOptions } from './provider.js';

/** A provider that takes signed requests; Alice has a certificate. */
export interface SigningHouse extends House {
  /** For another process of the same provider. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly authority: Identity;
  readonly alice: Identity;
  register(address: string, identity: Identity): Promise<void>;
  unregister(address: string, identity: Identity): Promise<void>;
  /** Puts something else into the trust file. */
  trust(pem: string): Promise<void>;
  /** Puts something else into the revocation file. */
  revoke(pem: string): Promise<void>;
}

export interface SigningHouseOptions extends TestProviderOptions {
  readonly withRevocation?: boolean;
}

export async function openSigningHouse(options: SigningHouseOptions = {}): Promise<SigningHouse> {
  const directory = await mkdtemp(join(tmpdir(), 'imps-x509-'));
  const authority = newAuthority();
  const alice = authority.issue({ name: 'alice' });
  const trustFile = join(directory, 'authorities.pem');
  const revocationFile = join(directory, 'revoked.pem');
  await writeFile(trustFile, authority.pem);
  await writeFile(revocationFile, authority.revocationList([]));
  const settings = {
    x509TrustFile: trustFile,
    ...(options.withRevocation === true ? { x509RevocationFile: revocationFile } : {}),
    ...options.settings,
  };
  const house = await openHouse({ ...options, settings });
  const { pool } = house.database;
  const certificates = new AccountCertificates({
    accounts: new AccountStore(pool),
    certificates: new AccountCertificateStore(pool),
  });
  const additions: Omit<SigningHouse, keyof House> & Pick<House, 'drop'> = {
    settings,
    authority,
    alice,
    register: async (address, { pem }) => {
      await certificates.add(address, pem);
    },
    unregister: async (address, { pem }) => {
      await certificates.remove(address, pem);
    },
    trust: (pem) => writeFile(trustFile, pem),
    revoke: (pem) => writeFile(revocationFile, pem),
    drop: async () => {
      await drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  const drop = house.drop.bind(house);
  const whole = Object.defineProperties(house, Object.getOwnPropertyDescriptors(additions)) as SigningHouse;
  await whole.register(ALICE, alice);
  return whole;
}
