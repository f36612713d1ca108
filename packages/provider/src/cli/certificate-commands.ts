import { parseAddress } from '@imps-wsi/contract/address';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AccountCertificates, ShownCertificates } from '../accounts/certificates.js';
import { AccountCertificateStore } from '../store/account-certificates.js';
import { AccountStore } from '../store/accounts.js';
import { oneLine, reasonOf } from '../thrown.js';
import { example, subcommand } from './account-subcommand.js';
import { UsageError, type CliContext } from './context.js';
import { withStore } from './with-store.js';

type Options = Readonly<Record<string, unknown>>;

/** `account certificate add|list|remove`: what accounts sign their requests with. */
export function addCertificateCommands(accounts: Command, context: CliContext): void {
  const { programName: name } = context;
  const certificates = accounts
    .command('certificate')
    .description('the certificates that an account signs its requests with');

  subcommand(certificates, 'add <address>', 'let an account sign with a certificate')
    .requiredOption('--file <path>', 'the certificate, PEM')
    .addHelpText(
      'after',
      example(
        `${name} account certificate add wv:chess@b1.example --file chess.pem`,
        'Requests are taken when an authority of --x509-trust-file issued the certificate. An account may have several.',
      ),
    )
    .action((address: string, options: Options) =>
      withCertificates(context, address, options, 'add', async (all) =>
        all.add(address, await fileOf(context, options)),
      ),
    );

  subcommand(certificates, 'list <address>', 'list the certificates of an account')
    .addHelpText('after', example(`${name} account certificate list wv:chess@b1.example --json`))
    .action((address: string, options: Options) =>
      withCertificates(context, address, options, undefined, (all) => all.list(address)),
    );

  subcommand(certificates, 'remove <address>', 'take a certificate away from an account')
    .option('--file <path>', 'the certificate, PEM')
    .option('--fingerprint <hex>', 'its SHA-256 fingerprint, as list shows it')
    .addHelpText('after', example(`${name} account certificate remove wv:chess@b1.example --file chess.pem`))
    .action((address: string, options: Options) => {
      const fingerprint = options['fingerprint'];
      if ((typeof fingerprint === 'string') === (typeof options['file'] === 'string')) {
        throw new UsageError('name the certificate by --file or by --fingerprint');
      }
      return withCertificates(context, address, options, 'remove', async (all) =>
        all.remove(address, typeof fingerprint === 'string' ? fingerprint : await fileOf(context, options)),
      );
    });
}

async function withCertificates(
  context: CliContext,
  address: string,
  options: Options,
  /** For the audit log. */
  what: 'add' | 'remove' | undefined,
  work: (certificates: AccountCertificates) => Promise<ShownCertificates>,
): Promise<void> {
  // Loaded when needed: other commands do not wait for what reads certificates.
  const { AccountCertificates } = await import('../accounts/certificates.js');
  const account = parseAddress(address)?.canonical ?? address;
  const change = what === undefined ? {} : { change: { what: `account certificate ${what}`, account } };
  await withStore(context, { options, address, mayCreate: false, ...change }, async ({ pool }) => {
    const certificates = new AccountCertificates({
      accounts: new AccountStore(pool),
      certificates: new AccountCertificateStore(pool),
    });
    tell(context, options, await work(certificates));
  });
}

function tell(context: CliContext, options: Options, { account, certificates }: ShownCertificates): void {
  if (options['json'] === true) {
    context.out(`${JSON.stringify({ address: account.address, certificates })}\n`);
    return;
  }
  for (const { fingerprint, subject, notAfter } of certificates) {
    context.out(`${[fingerprint, notAfter.toISOString(), oneLine(subject)].join('\t')}\n`);
  }
  if (certificates.length === 0) context.err(`${account.address} has no certificates\n`);
}

async function fileOf(context: CliContext, options: Options): Promise<string> {
  const file = options['file'];
  if (typeof file !== 'string') throw new UsageError('--file is missing; name the certificate, PEM');
  try {
    return await readFile(resolve(context.cwd, file), 'latin1');
  } catch (error) {
    throw new UsageError(`--file ${file} cannot be read: ${oneLine(reasonOf(error))}`);
  }
}
