import type { ComplexType, Contract, Field, Schema, SimpleType } from './model.js';
import { TsModule, literal, tsdoc } from './module.js';
import { SCHEMA_MODULE, builtinType, fieldType, inputName, simpleInputName, stem } from './naming.js';

/** The TypeScript types of one schema. */
export function emitTypes(contract: Contract, schema: Schema, streamed: ReadonlySet<string>): TsModule {
  const module = new TsModule(`${stem(schema)}-types`);
  for (const type of schema.types) {
    if (type.kind === 'simple') simple(module, type);
    else {
      complex(module, contract, type);
      if (streamed.has(type.name)) stream(module, contract, type);
    }
    module.add('');
  }
  return module;
}

function simple(module: TsModule, type: SimpleType): void {
  const { enumeration } = type.facets;
  const definition = (input: boolean): string =>
    enumeration === undefined ? builtinType(type.base, module, input, type) : enumeration.map(literal).join(' | ');
  module.add(
    ...tsdoc('', type.documentation, ...wordTexts(type), facetText(type)),
    `export type ${type.name} = ${definition(false)};`,
  );
  const input = simpleInputName(type);
  if (input !== type.name) {
    module.add(
      '',
      ...tsdoc('', type.documentation, 'As encoders take it.'),
      `export type ${input} = ${definition(true)};`,
    );
  }
}

/** What each word of an enumeration means, for those of whom it is told. */
function wordTexts({ facets: { enumeration = [], meanings = [] } }: SimpleType): readonly string[] {
  return enumeration.flatMap((word, index) => {
    const meaning = meanings[index] ?? '';
    return meaning === '' ? [] : [`- ${word}: ${meaning}`];
  });
}

function facetText(type: SimpleType): string {
  const { minLength, maxLength, min, max, pattern } = type.facets;
  const unit = type.base === 'base64Binary' ? 'bytes' : 'characters';
  const parts: string[] = [];
  if (minLength !== undefined && maxLength !== undefined) parts.push(`${minLength} to ${maxLength} ${unit}.`);
  else if (maxLength !== undefined) parts.push(`At most ${maxLength} ${unit}.`);
  else if (minLength !== undefined) parts.push(`At least ${minLength} ${unit}.`);
  if (min !== undefined && max !== undefined) parts.push(`${min} to ${max}.`);
  else if (max !== undefined) parts.push(`At most ${max}.`);
  else if (min !== undefined) parts.push(`At least ${min}.`);
  if (pattern !== undefined) parts.push(`Matches ${pattern.schema}.`);
  return parts.join(' ');
}

function complex(module: TsModule, contract: Contract, type: ComplexType): void {
  if (!contract.differs(type)) {
    module.add(...tsdoc('', type.documentation), `export interface ${type.name} {`);
    for (const field of type.fields) property(module, contract, field, false);
    module.add('}');
    return;
  }
  const input = inputName(contract, type);
  module.add(...tsdoc('', type.documentation, 'As encoders take it.'), `export interface ${input} {`);
  for (const field of type.fields) if (!field.tolerated) property(module, contract, field, true);
  module.add('}', '');
  module.add(
    ...tsdoc(
      '',
      type.documentation,
      'As decoders give it: lists are always there, empty when the document has none; bytes may be elsewhere.',
    ),
  );
  // What takes bytes and what gives them are different types: such fields are not narrowed, they are others.
  const others = type.fields.filter((field) => contract.holdsBytes(field)).map((field) => literal(field.name));
  const base = others.length === 0 ? input : `Omit<${input}, ${others.join(' | ')}>`;
  module.add(`export interface ${type.name} extends ${base} {`);
  for (const field of type.fields) {
    const inner = contract.complex(field);
    const narrower = (inner !== undefined && contract.differs(inner)) || contract.holdsBytes(field);
    if (field.tolerated || (field.min === 0 && field.max > 1) || narrower) property(module, contract, field, false);
  }
  module.add('}');
}

function property(module: TsModule, contract: Contract, field: Field, input: boolean): void {
  const value = fieldType(contract, field, module, input);
  const list = field.max > 1;
  const optional = field.min === 0 && (!list || input);
  const bound = list && Number.isFinite(field.max) ? `At most ${field.max}.` : '';
  module.add(...tsdoc('  ', field.documentation, list && field.min > 0 ? `At least one. ${bound}`.trim() : bound));
  const type = list ? `readonly ${value}[]` : value;
  module.add(`  readonly ${field.name}${optional ? '?' : ''}: ${type}${optional ? ' | undefined' : ''};`);
}

/** The input of a stream encoder: the first list may still be coming, and what stands behind it may be known later. */
function stream(module: TsModule, contract: Contract, type: ComplexType): void {
  module.add(
    '',
    ...tsdoc(
      '',
      type.documentation,
      'As stream encoders take it: lists may be asynchronous, and what stands behind the first list may be a function, called when the encoder gets there.',
    ),
  );
  module.add(`export interface ${type.name}Stream {`);
  let behind = false;
  for (const field of type.fields) {
    if (field.tolerated) continue;
    const value = fieldType(contract, field, module, true);
    const list = field.max > 1;
    const optional = field.min === 0;
    const plain = list ? `${module.type('Streamed', SCHEMA_MODULE)}<${value}>` : value;
    const shown = behind ? `${module.type('Later', SCHEMA_MODULE)}<${plain}${optional ? ' | undefined' : ''}>` : plain;
    module.add(...tsdoc('  ', field.documentation));
    module.add(`  readonly ${field.name}${optional ? '?' : ''}: ${shown}${optional ? ' | undefined' : ''};`);
    behind ||= list;
  }
  module.add('}');
}
