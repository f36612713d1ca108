import { emitCodec } from './emit-codec.js';
import { emitDocuments } from './emit-documents.js';
import { emitOperations, emitService } from './emit-service.js';
import { emitTypes } from './emit-types.js';
import type { Contract } from './model.js';

/** All generated files by name. The same contract always gives the same text. */
export function generate(contract: Contract): ReadonlyMap<string, string> {
  const responses = new Set(
    contract.services.flatMap((service) => service.operations.map((operation) => operation.response.type.local)),
  );
  const modules = [
    ...contract.schemas.flatMap((schema) => [
      emitTypes(contract, schema, responses),
      emitCodec(contract, schema, responses),
    ]),
    ...contract.services.flatMap((service) => [emitOperations(contract, service), emitService(contract, service)]),
    emitDocuments(contract),
  ];
  return new Map(modules.map((module) => [`${module.name}.ts`, module.render()]));
}
