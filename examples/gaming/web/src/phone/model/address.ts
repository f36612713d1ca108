/** IM addresses, as far as a page needs to know them: `wv:alice@b1.example`. */

/** One key for the spellings of an address that a page meets. */
export const addressKey = (address: string): string => bareAddress(address).normalize('NFC').toLowerCase();

/** Without the scheme: what people read. */
export const bareAddress = (address: string): string => address.replace(/^wv:/i, '');

/** Before the last `@`. */
export function userPart(address: string): string {
  const bare = bareAddress(address);
  const at = bare.lastIndexOf('@');
  return at > 0 ? bare.slice(0, at) : bare;
}

/** After the last `@`, in lower case; undefined when there is none. */
export function domainOf(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const domain = at < 0 ? '' : address.slice(at + 1).trim();
  return domain === '' ? undefined : domain.toLowerCase();
}

/** An IM provider that this page can reach. */
export interface Provider {
  readonly domain: string;
  /** As people say it: `B1`. */
  readonly name: string;
  /** Where its access for IM users is, such as `/im/b1.example`. */
  readonly imBase: string;
}

/** Which provider a user id belongs to, or what is wrong with the user id. */
export function providerFor(
  userId: string,
  providers: readonly Provider[],
): { readonly provider: Provider } | { readonly problem: string } {
  const example = `alice@${providers[0]?.domain ?? 'b1.example'}`;
  const domain = domainOf(userId);
  if (userId.trim() === '') return { problem: `Write your user id, such as ${example}.` };
  const [only] = providers;
  if (domain === undefined && only !== undefined && providers.length === 1) return { provider: only };
  if (domain === undefined) return { problem: `Write your user id with its provider, such as ${example}.` };
  const provider = providers.find((one) => one.domain.toLowerCase() === domain);
  if (provider !== undefined) return { provider };
  return {
    problem: `There is no provider ${domain} here; known are ${providers.map((one) => one.domain).join(', ')}.`,
  };
}
