import { parseDocument, refuse, resolveQName, type Node } from './dom.js';
import { ADDRESS_TOKEN, type Contract, type DerivedService, type ServiceModel } from './model.js';
import { PROFILES, type Profile } from './profiles.js';
import { schemaChildren, XS } from './schema-reader.js';
import { TextEdits } from './text-edits.js';

const SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/';
const WSDL = 'http://schemas.xmlsoap.org/wsdl/';

/** A document as it was written. */
export interface Source {
  readonly root: Node;
  readonly text: string;
}

export interface Derived {
  /** Documents by file name. */
  readonly documents: ReadonlyMap<string, string>;
  readonly services: readonly DerivedService[];
}

/**
 * The documents of the other profiles, derived from those written by hand: one rule for every leaf of bytes, one for
 * every bound message that holds one. So nothing is written twice, and the plain document stays free of both.
 */
export function deriveProfiles(
  contract: Contract,
  sources: ReadonlyMap<string, Source>,
  foreign: (file: string) => string,
): Derived {
  const documents = new Map<string, string>();
  const services: DerivedService[] = [];
  for (const service of contract.services) {
    const packaged = contract.servesBytes(service);
    for (const profile of PROFILES.filter(({ packages }) => packaged || !packages)) {
      const renamed = namesOf(service, sources, profile);
      for (const [file, name] of renamed) documents.set(name, schemaOf(sourceOf(sources, file), renamed, profile));
      for (const file of profile.foreignSchemas) documents.set(file, foreign(file));
      const derived: DerivedService = {
        profile: profile.name,
        of: service,
        file: suffixed(service.file, profile.file),
        binding: profile.binding(service.binding),
        port: service.port.replace(/(?=Port$)|$/, profile.title),
        schemas: [...profile.foreignSchemas, ...service.schemas.map((file) => renamed.get(file) ?? file)],
      };
      documents.set(derived.file, wsdlOf(contract, sourceOf(sources, service.file), derived, renamed, profile));
      services.push(derived);
    }
  }
  // What is served must at least be XML, whatever was put into it.
  for (const [file, text] of documents) parseDocument(file, Buffer.from(text), { foreignAttributes: true });
  return { documents, services };
}

/** The schemas that differ in this profile: those with leaves, and those that refer to one that differs. */
function namesOf(
  service: ServiceModel,
  sources: ReadonlyMap<string, Source>,
  profile: Profile,
): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const { schemaFile } = profile;
  if (schemaFile === undefined) return renamed;
  for (let known = -1; known !== renamed.size;) {
    known = renamed.size;
    for (const file of service.schemas) {
      const { root } = sourceOf(sources, file);
      const refers = references(root).some((node) => renamed.has(node.attributes.get('schemaLocation') ?? ''));
      if (refers || leaves(root).length > 0) renamed.set(file, suffixed(file, schemaFile));
    }
  }
  return renamed;
}

function schemaOf({ root, text }: Source, renamed: ReadonlyMap<string, string>, profile: Profile): string {
  const edits = new TextEdits(text);
  relocate(references(root), renamed, edits);
  const found = leaves(root);
  if (found.length > 0) {
    profile.schema(
      root,
      root.children.filter((node) => node.local === 'import'),
      edits,
    );
  }
  for (const leaf of found) profile.leaf(leaf, edits);
  return edits.apply();
}

function wsdlOf(
  contract: Contract,
  { root, text }: Source,
  derived: DerivedService,
  renamed: ReadonlyMap<string, string>,
  profile: Profile,
): string {
  const edits = new TextEdits(text);
  const [binding, service] = [one(root, WSDL, 'binding'), one(root, WSDL, 'service')];
  const port = one(service, WSDL, 'port');
  const documentation = root.children.find((node) => node.local === 'documentation');
  if (documentation !== undefined) {
    edits.insert(documentation.inside + documentationLength(text, documentation), ` ${profile.documentation}`);
  }
  profile.wsdl(root, binding, edits);
  const types = one(root, WSDL, 'types');
  relocate(types.children.flatMap(references), renamed, edits);
  edits.value(binding, 'name', derived.binding);
  edits.value(port, 'name', derived.port);
  edits.value(one(port, SOAP, 'address'), 'location', ADDRESS_TOKEN);
  const reference = port.attributes.get('binding') ?? '';
  edits.value(
    port,
    'binding',
    reference.replace(/[^:]*$/, () => derived.binding),
  );
  for (const operation of derived.of.operations) {
    const bound = binding.children.find((node) => node.attributes.get('name') === operation.name);
    if (bound === undefined) continue;
    const sides = { input: operation.request, output: operation.response };
    for (const [side, element] of Object.entries(sides)) {
      if (contract.elementHoldsBytes(element)) profile.body(one(one(bound, WSDL, side), SOAP, 'body'), edits);
    }
  }
  return edits.apply();
}

/** The elements of a schema whose content is base64, at any length. */
function leaves(schema: Node): readonly Node[] {
  return schema.children
    .filter((node) => node.local === 'complexType')
    .flatMap((type) => schemaChildren(type).filter((node) => node.local === 'sequence'))
    .flatMap((sequence) => schemaChildren(sequence).filter((node) => node.local === 'element'))
    .filter((element) => {
      const type = resolveQName(element, element.attributes.get('type') ?? '');
      return type.uri === XS && type.local === 'base64Binary';
    });
}

function references(schema: Node): readonly Node[] {
  return schema.children.filter((node) => node.local === 'import' || node.local === 'include');
}

function relocate(nodes: readonly Node[], renamed: ReadonlyMap<string, string>, edits: TextEdits): void {
  for (const node of nodes) {
    const name = renamed.get(node.attributes.get('schemaLocation') ?? '');
    if (name !== undefined) edits.value(node, 'schemaLocation', name);
  }
}

/** `im-swa.xsd` for im.xsd. */
function suffixed(file: string, by: string): string {
  return file.replace(/(?=\.\w+$)/, `-${by}`);
}

/** The length of an element's content without the white space that ends it. */
function documentationLength(text: string, node: Node): number {
  return text.slice(node.inside, text.lastIndexOf('</', node.end)).trimEnd().length;
}

function one(node: Node, uri: string, local: string): Node {
  const found = node.children.filter((child) => child.uri === uri && child.local === local);
  if (found.length !== 1 || found[0] === undefined) throw refuse(node, `<${node.local}>`, `exactly one <${local}>`);
  return found[0];
}

function sourceOf(sources: ReadonlyMap<string, Source>, file: string): Source {
  const source = sources.get(file);
  if (source === undefined) throw new Error(`${file} has not been read`);
  return source;
}
