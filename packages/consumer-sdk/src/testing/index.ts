/** What an application's own tests need: a provider in memory and a clock that stands still. */
export { FakeProvider, type FakeProviderOptions, type SeenRequest } from './fake-provider.js';
export type { FakeAccount, FakeAccountOptions } from './fake-accounts.js';
export { FakeInbox, type FakeDelivery, type FakeItem } from './fake-inbox.js';
export { FakeClock, settle } from './fake-clock.js';
export { FailureScript, type ScriptedFailure } from './script.js';
