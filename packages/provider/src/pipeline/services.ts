import { findImOperation, imOperations, imProfiles, imService } from '@imps-wsi/contract/im';
import {
  findPresenceOperation,
  presenceOperations,
  presenceProfiles,
  presenceService,
} from '@imps-wsi/contract/presence';
import type { SoapPort } from './port.js';
import { soapService, type SoapService } from './service.js';

export const IM_SERVICE: SoapService = soapService({
  name: 'im',
  path: '/soap/im',
  title: 'Instant messaging',
  namespace: imService.namespace,
  operations: imOperations,
  find: findImOperation,
  profiles: imProfiles,
});

/** Who can be reached, and in what mood: the same accounts and addresses (WSI-2, WSI-28). */
export const PRESENCE_SERVICE: SoapService = soapService({
  name: 'presence',
  path: '/soap/presence',
  title: 'Presence',
  namespace: presenceService.namespace,
  operations: presenceOperations,
  find: findPresenceOperation,
  profiles: presenceProfiles,
});

/** Every service that is offered. */
export const SERVICES: readonly SoapService[] = [IM_SERVICE, PRESENCE_SERVICE];

/** Every address of every service. */
export const PORTS: readonly SoapPort[] = SERVICES.flatMap(({ ports }) => ports);
