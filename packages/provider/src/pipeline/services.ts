import { findImOperation, imOperations, imProfiles, imService } from '@imps-wsi/contract/im';
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

/** Every service that is offered. */
export const SERVICES: readonly SoapService[] = [IM_SERVICE];

/** Every address of every service. */
export const PORTS: readonly SoapPort[] = SERVICES.flatMap(({ ports }) => ports);
