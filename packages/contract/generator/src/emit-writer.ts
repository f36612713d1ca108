import { writeBuiltin } from './emit-simple.js';
import type { ComplexType, Contract, Field, Schema } from './model.js';
import { literal, type TsModule } from './module.js';
import { SCHEMA_MODULE, XML_MODULE, codecModule, inputName, typesModule } from './naming.js';
import { Refusal } from './refusal.js';

/** Elements of a service's own namespace are unprefixed; shared ones carry the prefix of their schema. */
function prefixOf(contract: Contract, uri: string): string {
  return contract.services.some((service) => service.uri === uri) ? '' : `${contract.schemaOf(uri).prefix}:`;
}

/** The tags of a global element, with every namespace declaration that its content needs. */
export function rootTags(
  contract: Contract,
  schema: Schema,
  name: string,
  type: ComplexType,
): { readonly open: string; readonly close: string } {
  const uris = [...contract.namespacesIn(type).add(schema.uri)].sort();
  const unprefixed = uris.filter((uri) => prefixOf(contract, uri) === '');
  if (unprefixed.length > 1) {
    throw new Refusal(
      type.file,
      type.line,
      `${name} with elements of two services`,
      'shared types in a schema of their own',
    );
  }
  const declarations = uris.map((uri) => {
    const prefix = prefixOf(contract, uri);
    return prefix === '' ? ` xmlns="${uri}"` : ` xmlns:${prefix.slice(0, -1)}="${uri}"`;
  });
  const tag = prefixOf(contract, schema.uri) + name;
  // The default namespace first: it is the one that the element itself is in.
  const ordered = declarations.sort((a, b) => Number(b.startsWith(' xmlns=')) - Number(a.startsWith(' xmlns=')));
  return { open: `<${tag}${ordered.join('')}>`, close: `</${tag}>` };
}

interface Tags {
  readonly open: string;
  readonly close: string;
}

function tags(contract: Contract, schema: Schema, field: Field): Tags {
  const name = prefixOf(contract, schema.uri) + field.name;
  return { open: literal(`<${name}>`), close: literal(`</${name}>`) };
}

/** An encoder that writes an element of a complex type, its tags given by the caller. */
export function emitWriter(module: TsModule, contract: Contract, schema: Schema, type: ComplexType): void {
  const writer = module.type('XmlWriter', XML_MODULE);
  const input = module.type(inputName(contract, type), typesModule(schema));
  const isMessage = schema.elements.some((element) => element.type.local === type.name);
  module.value('checkObject', SCHEMA_MODULE);
  module.add(
    '',
    `/** Writes an element of type ${type.name} between the tags \`open\` and \`close\`. */`,
    `export function write${type.name}(writer: ${writer}, open: string, value: ${input}, close: string): void {`,
    '  checkObject(writer, open, value);',
    '  writer.raw(open);',
  );
  for (const field of type.fields) {
    if (field.tolerated) continue;
    const tag = tags(contract, schema, field);
    const value = `value.${field.name}`;
    if (field.max > 1) {
      const list = `${module.value('checkedList', SCHEMA_MODULE)}(writer, ${tag.open}, ${value}, ${field.min}, ${field.max})`;
      const indent = field.min === 0 ? '    ' : '  ';
      if (field.min === 0) module.add(`  if (${value} !== undefined) {`);
      module.add(
        `${indent}for (const entry of ${list}) {`,
        `${indent}  ${write(module, contract, field, tag, 'entry')}`,
      );
      if (isMessage) module.add(`${indent}  writer.itemWritten();`);
      module.add(`${indent}}`);
      if (field.min === 0) module.add('  }');
    } else {
      const condition = field.min === 0 ? `if (${value} !== undefined) ` : '';
      module.add(`  ${condition}${write(module, contract, field, tag, value)}`);
    }
  }
  module.add('  writer.raw(close);', '}');
}

/** An encoder for a whole answer whose lists may still be coming. */
export function emitStream(module: TsModule, contract: Contract, schema: Schema, type: ComplexType): void {
  const writer = module.type('XmlWriter', XML_MODULE);
  const stream = module.type(`${type.name}Stream`, typesModule(schema));
  module.value('checkObject', SCHEMA_MODULE);
  module.add(
    '',
    `/** Writes an element of type ${type.name} as its values come. */`,
    `export async function* stream${type.name}(`,
    `  writer: ${writer},`,
    '  open: string,',
    `  value: ${stream},`,
    '  close: string,',
    `): AsyncGenerator<${module.type('XmlPiece', XML_MODULE)}, void, undefined> {`,
    '  checkObject(writer, open, value);',
    '  writer.inPieces = true;',
    '  writer.raw(open);',
  );
  let behind = false;
  for (const field of type.fields) {
    if (field.tolerated) continue;
    const tag = tags(contract, schema, field);
    let value = `value.${field.name}`;
    if (behind) {
      module.add(`  const ${field.name} = await ${module.value('settled', SCHEMA_MODULE)}(${value});`);
      value = field.name;
    }
    const condition = field.min === 0 ? `if (${value} !== undefined) ` : '';
    if (field.max > 1) {
      const path = literal(
        `/${prefixOf(contract, schema.uri)}${type.name}/${prefixOf(contract, schema.uri)}${field.name}`,
      );
      const entries = `${module.value('streamEntries', SCHEMA_MODULE)}(writer, ${value}, ${path}, ${tag.open}, ${field.min}, ${field.max}`;
      module.add(
        `  ${condition}{`,
        `    yield* ${entries}, (to, entry) => {`,
        `      ${write(module, contract, field, tag, 'entry').replace('(writer,', '(to,')}`,
        '    });',
        '  }',
      );
      behind = true;
    } else module.add(`  ${condition}${write(module, contract, field, tag, value)}`);
  }
  module.add('  if (writer.full) yield* writer.takePieces();');
  module.add('  writer.raw(close);', '}');
}

function write(module: TsModule, contract: Contract, field: Field, tag: Tags, value: string): string {
  if ('builtin' in field.type) return writeBuiltin(module, field.type.builtin, tag.open, value, tag.close);
  const type = contract.type(field.type);
  const name = module.value(`write${type.name}`, codecModule(contract.schemaOf(type.uri)));
  return `${name}(writer, ${tag.open}, ${value}, ${tag.close});`;
}
