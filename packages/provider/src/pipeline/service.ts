import type { AnyOperation } from '@imps-wsi/contract/service';
import type { XmlName } from '@imps-wsi/contract/xml';
import type { ServiceName } from '../operations/index.js';
import { portsOf, type ServiceProfiles, type SoapPort } from './port.js';

export type { ServiceName };

/** What a service is made of, as the contract has it. */
export interface ServiceContract {
  readonly name: ServiceName;
  /** Its first address; its others are below it. */
  readonly path: string;
  /** What people call it. */
  readonly title: string;
  readonly namespace: string;
  readonly operations: Readonly<Record<string, AnyOperation>>;
  /** The operation whose request element this is (R1127). */
  readonly find: (request: XmlName | null) => AnyOperation | undefined;
  readonly profiles: ServiceProfiles;
}

/** A service as a value: whatever stands between the network and its handlers is told by it what to do. */
export interface SoapService extends Omit<ServiceContract, 'profiles'> {
  readonly ports: readonly SoapPort[];
}

export function soapService({ profiles, ...contract }: ServiceContract): SoapService {
  const ports: SoapPort[] = [];
  const service = Object.freeze({ ...contract, ports });
  ports.push(...portsOf(service, contract.path, profiles));
  Object.freeze(ports);
  return service;
}
