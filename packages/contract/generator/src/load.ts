import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveProfiles, type Source } from './derive.js';
import { parseDocument, refuse, type Node, type QName } from './dom.js';
import {
  ADDRESS_TOKEN,
  BUILTINS,
  Contract,
  type Field,
  type GlobalElement,
  type Schema,
  type ServiceModel,
} from './model.js';
import { checkRules } from './rules.js';
import { readSchema } from './schema-reader.js';
import { importedSchemas, readWsdl } from './wsdl-reader.js';

interface Toleration {
  readonly type: string;
  readonly namespace: string;
  readonly element: string;
  readonly after: string;
  readonly as: string;
}

/** Reads every WSDL of a folder with the schemas they need. @throws Refusal for what lies outside the subset */
export function loadContract(folder: string): Contract {
  const documents = new Map<string, string>();
  const sources = new Map<string, Source>();
  const schemas = new Map<string, Schema>();
  const read = (file: string): Node => {
    const source = parseDocument(file, readFileSync(join(folder, file)));
    documents.set(file, source.text);
    sources.set(file, source);
    return source.root;
  };
  const readAll = (file: string): void => {
    if (schemas.has(file)) return;
    const schema = withIncludes(readSchema(read(file)), read);
    schemas.set(file, schema);
    schema.imports.forEach(readAll);
  };
  const needed = (file: string): readonly string[] => {
    const { imports = [], includes = [] } = schemas.get(file) ?? {};
    return [...imports.flatMap(needed), ...includes, file];
  };

  const services: ServiceModel[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.wsdl'))
    .sort()) {
    const root = read(file);
    const imported = importedSchemas(root);
    imported.forEach(readAll);
    const order = [...new Set(imported.flatMap(needed))];
    const service = readWsdl(root, order, (node, name) => findElement([...schemas.values()], node, name));
    services.push(service);
    documents.set(file, withToken(root, documents.get(file) ?? '', service.address));
  }
  const tolerated = [...schemas.values()].map((schema) => tolerate(schema, readTolerations(folder)));
  tolerated.sort((a, b) => (a.file < b.file ? -1 : 1));
  const plain = new Contract(tolerated, services, documents);
  checkRules(plain);
  const derived = deriveProfiles(plain, sources, (file) => parseDocument(file, readFileSync(join(folder, file))).text);
  for (const [file, text] of derived.documents) documents.set(file, text);
  const sorted = new Map([...documents].sort(([a], [b]) => (a < b ? -1 : 1)));
  return new Contract(tolerated, services, sorted, derived.services);
}

/** The schema with what it includes, transitively, made its own. */
function withIncludes(schema: Schema, read: (file: string) => Node): Schema {
  let whole = schema;
  for (const file of schema.includes) {
    const root = read(file);
    const part = withIncludes(readSchema(root), read);
    if (part.uri !== schema.uri) throw refuse(root, `an include of namespace ${part.uri}`, 'xs:import');
    whole = {
      ...whole,
      imports: [...new Set([...whole.imports, ...part.imports])],
      includes: [...new Set([...whole.includes, ...part.includes])],
      types: [...part.types, ...whole.types],
      elements: [...part.elements, ...whole.elements],
    };
  }
  return whole;
}

function findElement(schemas: readonly Schema[], node: Node, name: QName): GlobalElement {
  const element = schemas
    .find((schema) => schema.uri === name.uri)
    ?.elements.find((candidate) => candidate.name === name.local);
  if (element === undefined)
    throw refuse(node, `the unknown element ${name.local}`, 'a global element of the schemas (R2101)');
  return element;
}

function withToken(root: Node, text: string, address: string): string {
  const written = `location="${address}"`;
  if (text.split(written).length !== 2)
    throw refuse(root, `soap:address ${address}`, 'one address, double-quoted and without references');
  return text.replace(written, `location="${ADDRESS_TOKEN}"`);
}

function readTolerations(folder: string): readonly Toleration[] {
  return JSON.parse(readFileSync(join(folder, 'tolerated.json'), 'utf8')) as readonly Toleration[];
}

/** Adds the elements that decoders accept although the plain schema lacks them. */
function tolerate(schema: Schema, tolerations: readonly Toleration[]): Schema {
  const types = schema.types.map((type) => {
    if (type.kind !== 'complex') return type;
    let fields: readonly Field[] = type.fields;
    for (const entry of tolerations) {
      if (entry.type !== type.name || entry.namespace !== type.uri) continue;
      const place = fields.findIndex((field) => field.name === entry.after);
      const builtin = BUILTINS.find((name) => name === entry.as);
      if (place === -1 || builtin === undefined) {
        throw new Error(`tolerated.json: ${type.name}.${entry.element} needs an existing "after" and a built-in "as"`);
      }
      const extra: Field = {
        name: entry.element,
        type: { builtin },
        min: 0,
        max: 1,
        documentation: 'Not in the plain schema; accepted so that it can be answered with a clear result.',
        tolerated: true,
        file: 'tolerated.json',
        line: 1,
      };
      fields = [...fields.slice(0, place + 1), extra, ...fields.slice(place + 1)];
    }
    return { ...type, fields };
  });
  return { ...schema, types };
}
