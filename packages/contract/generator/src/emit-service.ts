import { namespaceConstant } from './emit-codec.js';
import type { ComplexType, Contract, GlobalElement, ServiceModel } from './model.js';
import { TsModule, literal, tsdoc } from './module.js';
import {
  SCHEMA_MODULE,
  XML_MODULE,
  capitalised,
  codecModule,
  inputName,
  typesModule,
  uncapitalised,
} from './naming.js';

/** `im` for im.wsdl. */
export function serviceStem(service: ServiceModel): string {
  return service.file.replace(/\.wsdl$/, '');
}

/** The operation table of a service, typed so that a missing handler does not compile. */
export function emitOperations(contract: Contract, service: ServiceModel): TsModule {
  const stem = serviceStem(service);
  const module = new TsModule(`${stem}-operations`);
  const types = `${capitalised(stem)}Operations`;
  const name = `${capitalised(stem)}OperationName`;
  const table = `${stem}Operations`;
  const typeOf = (element: GlobalElement): ComplexType => {
    const type = contract.type(element.type);
    if (type.kind !== 'complex') throw new Error(`${element.name} is not of a complex type`);
    return type;
  };
  const use = (element: GlobalElement, typeName: string): string =>
    module.type(typeName, typesModule(contract.schemaOf(element.uri)));

  module.add(
    ...tsdoc('', `What goes into and comes out of each operation of ${service.portType}.`),
    `export interface ${types} {`,
  );
  for (const operation of service.operations) {
    const request = typeOf(operation.request);
    const response = typeOf(operation.response);
    module.add(
      ...tsdoc('  ', operation.documentation),
      `  readonly ${operation.name}: {`,
      `    readonly request: ${use(operation.request, request.name)};`,
      `    readonly requestInput: ${use(operation.request, inputName(contract, request))};`,
      `    readonly response: ${use(operation.response, response.name)};`,
      `    readonly responseInput: ${use(operation.response, inputName(contract, response))};`,
      `    readonly responseStream: ${use(operation.response, `${response.name}Stream`)};`,
      '  };',
    );
  }
  module.add('}', '', `export type ${name} = keyof ${types};`, '');
  module.add('/** Every operation by its name. */', `export const ${table}: {`);
  module.add(
    `  readonly [N in ${name}]: ${module.type('Operation', SCHEMA_MODULE)}<`,
    '    N,',
    ...['request', 'requestInput', 'response', 'responseInput', 'responseStream'].map(
      (key) => `    ${types}[N]['${key}']${key === 'responseStream' ? '' : ','}`,
    ),
    '  >;',
    '} = {',
  );
  for (const operation of service.operations) {
    const codec = (element: GlobalElement): string =>
      module.value(`${uncapitalised(element.name)}Element`, codecModule(contract.schemaOf(element.uri)));
    module.add(
      `  ${operation.name}: {`,
      `    name: ${literal(operation.name)},`,
      `    soapAction: ${literal(operation.soapAction)},`,
      `    documentation:\n      ${literal(operation.documentation)},`,
      `    input: ${codec(operation.request)},`,
      `    output: ${codec(operation.response)},`,
      '  },',
    );
  }
  const one = `${capitalised(stem)}Operation`;
  module.type('XmlName', XML_MODULE);
  module.add(
    '};',
    '',
    `export type ${one} = (typeof ${table})[${name}];`,
    '',
    `const byRequest: ReadonlyMap<XmlName | null, ${one}> = new Map<XmlName | null, ${one}>(`,
    `  Object.values(${table}).map((operation): [XmlName, ${one}] => [operation.input.name, operation]),`,
    ');',
    '',
    '/** The operation whose request element this is: dispatch is by the qualified name of the Body child (R1127). */',
    `export function find${one}(request: XmlName | null): ${one} | undefined {`,
    '  return byRequest.get(request);',
    '}',
    '',
    ...tsdoc('', 'The names that the WSDL gives.'),
    `export const ${stem}Service = Object.freeze({`,
    `  namespace: ${literal(service.uri)},`,
    `  name: ${literal(service.service)},`,
    `  port: ${literal(service.port)},`,
    `  portType: ${literal(service.portType)},`,
    `  binding: ${literal(service.binding)},`,
    `  wsdl: ${literal(service.file)},`,
    `  schemas: Object.freeze([${service.schemas.map(literal).join(', ')}]),`,
    '});',
  );
  emitProfiles(contract, service, module);
  const faults = new Map(
    service.operations.flatMap((operation) => operation.faults.map((fault) => [fault.name, fault.element])),
  );
  for (const [faultName, element] of faults) {
    const codec = module.value(`${uncapitalised(element.name)}Element`, codecModule(contract.schemaOf(element.uri)));
    module.add(
      '',
      `/** The detail of the fault ${faultName}. */`,
      `export const ${uncapitalised(faultName)} = ${codec};`,
    );
  }
  return module;
}

/** The documents of a service by what they say of packaging; the plain one is the service's own. */
function emitProfiles(contract: Contract, service: ServiceModel, module: TsModule): void {
  const derived = contract.derived.filter(({ of }) => of === service);
  if (derived.length === 0) return;
  const stem = serviceStem(service);
  const entry = (profile: string, names: Pick<ServiceModel, 'file' | 'port' | 'binding' | 'schemas'>): string[] => [
    `  ${profile}: {`,
    `    port: ${literal(names.port)},`,
    `    binding: ${literal(names.binding)},`,
    `    wsdl: ${literal(names.file)},`,
    `    schemas: [${names.schemas.map(literal).join(', ')}],`,
    '  },',
  ];
  module.add(
    '',
    ...tsdoc(
      '',
      `What a document says of packaging, by profile: each is served at an address of its own, its schemas beside it. "plain" is ${stem}Service.`,
    ),
    `export const ${stem}Profiles = {`,
    ...entry('plain', service),
    ...derived.flatMap((each) => entry(each.profile, each)),
    '} as const;',
    '',
    `export type ${capitalised(stem)}Profile = keyof typeof ${stem}Profiles;`,
  );
}

/** The one module that a service's users import. */
export function emitService(contract: Contract, service: ServiceModel): TsModule {
  const stem = serviceStem(service);
  const module = new TsModule(stem);
  module.add(...tsdoc('', service.documentation));
  module.add(`export * from './${stem}-operations.js';`);
  for (const schema of contract.schemas) {
    if (!service.schemas.includes(schema.file)) continue;
    module.add(`export type * from '${typesModule(schema)}';`);
    const elements = schema.elements.map((element) => `${uncapitalised(element.name)}Element`);
    const names = [namespaceConstant(schema), ...elements].map((name) => `  ${name},`);
    module.add('export {', ...names, `} from '${codecModule(schema)}';`);
  }
  module.add(
    "export type { ElementCodec, Later, Operation, Streamed, StreamedElementCodec } from '../schema/index.js';",
  );
  module.add("export { SchemaViolation } from '../xml/index.js';");
  return module;
}
