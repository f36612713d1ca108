import type { Inboxes } from '../domain/inbox.js';
import type { Policies } from '../domain/policies.js';
import type { Presences } from '../domain/presences.js';
import type { Sending } from '../domain/sending.js';
import type { Statuses } from '../domain/status.js';
import { acknowledgeMessages } from './acknowledge-messages.js';
import { getCapabilities, type CapabilityLimits } from './get-capabilities.js';
import { getMessageContent } from './get-message-content.js';
import { getMessageStatus } from './get-message-status.js';
import { getMessages } from './get-messages.js';
import type { ServiceHandlers } from './handler.js';
import { getPresence } from './presence/get-presence.js';
import { listWatchers } from './presence/list-watchers.js';
import { publishPresence } from './presence/publish-presence.js';
import { setWatcherPolicy } from './presence/set-watcher-policy.js';
import { sendMessages } from './send-messages.js';

export type { Answer, AnyAnswer, CallContext, Handler, Handlers, ServiceHandlers, ServiceName } from './handler.js';

export interface OperationParts {
  readonly sending: Sending;
  readonly inboxes: Inboxes;
  readonly statuses: Statuses;
  readonly presences: Presences;
  readonly domains: readonly string[];
  readonly policies: Policies;
  readonly limits: CapabilityLimits;
}

/** The operation table of each service. */
export const createHandlers = ({ sending, inboxes, statuses, presences, domains, policies, limits }: OperationParts) =>
  ({
    im: {
      SendMessages: sendMessages(sending),
      GetMessages: getMessages(inboxes, limits),
      GetMessageContent: getMessageContent(inboxes, limits),
      AcknowledgeMessages: acknowledgeMessages(inboxes),
      GetMessageStatus: getMessageStatus(statuses),
      GetCapabilities: getCapabilities(domains, limits, policies),
    },
    presence: {
      PublishPresence: publishPresence(presences),
      GetPresence: getPresence(presences),
      SetWatcherPolicy: setWatcherPolicy(presences),
      ListWatchers: listWatchers(presences),
    },
  }) satisfies ServiceHandlers;
