import { bareAddress, type Provider } from './address.js';
import { emptyChat, type ChatState } from './chat.js';
import { emptyTable, type TableState } from './table.js';

/** How the page stands with the IM provider. */
export type ImStatus =
  | { readonly kind: 'starting' | 'up' | 'down' }
  /** The session has ended, or signing in was refused; `problem` says why. */
  | { readonly kind: 'signed-out'; readonly problem?: string }
  /** This browser is signed in to the provider as somebody else by now. */
  | { readonly kind: 'somebody-else'; readonly address: string };

/** The way into the game for an IM user: a name, or for a registered address a code by instant message. */
export interface EnrolState {
  readonly step: 'none' | 'name' | 'code';
  readonly busy: boolean;
  readonly problem?: string;
}

export interface SignInState {
  readonly busy: boolean;
  readonly field?: 'userId' | 'password';
  readonly problem?: string;
}

/** All that a phone shows. */
export interface PhoneState {
  readonly phase: 'starting' | 'sign-in' | 'in';
  /** What keeps the page from starting. */
  readonly startProblem: string | undefined;
  /** A phone of the demonstration: signs in by itself and cannot be signed out. */
  readonly isSample: boolean;
  readonly providers: readonly Provider[];
  readonly provider: Provider | undefined;
  readonly address: string | undefined;
  readonly im: ImStatus;
  readonly signIn: SignInState;
  readonly enrol: EnrolState;
  readonly table: TableState;
  readonly chat: ChatState;
}

export const initialPhone: PhoneState = {
  phase: 'starting',
  startProblem: undefined,
  isSample: false,
  providers: [],
  provider: undefined,
  address: undefined,
  im: { kind: 'starting' },
  signIn: { busy: false },
  enrol: { step: 'none', busy: false },
  table: emptyTable,
  chat: emptyChat,
};

/** Whose phone it is, as far as that is known. Names what stands beside the like on one page. */
export const ownerOf = ({ table, address }: PhoneState): string =>
  table.player?.username ?? (address === undefined ? 'Chess' : bareAddress(address));

/** What is missing right now, in a few words; undefined while all is well. */
export function outage({ im, table, provider }: PhoneState): string | undefined {
  const isImDown = im.kind === 'down';
  const isGameDown = table.connection === 'down';
  const name = provider?.name ?? 'the provider';
  if (isImDown && isGameDown) return `No connection to the game and ${name}`;
  if (isGameDown) return 'No connection to the game';
  return isImDown ? `No connection to ${name}` : undefined;
}
