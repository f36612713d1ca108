import { boundsOf } from './facets.js';
import type { Builtin, ComplexType, Contract, Field, Schema, SimpleType } from './model.js';
import type { TsModule } from './module.js';

export const XML_MODULE = '../xml/index.js';
export const SCHEMA_MODULE = '../schema/index.js';

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** `im` for im.xsd: what the generated files of a schema are called. */
export function stem(schema: Schema): string {
  return schema.file.replace(/\.xsd$/, '');
}

export function typesModule(schema: Schema): string {
  return `./${stem(schema)}-types.js`;
}

export function codecModule(schema: Schema): string {
  return `./${stem(schema)}-codec.js`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The bounds of a number type with its facets. */
export function numberBounds(base: Builtin, type?: SimpleType): readonly [bigint, bigint] {
  const [min, max] = boundsOf(base);
  return [type?.facets.min ?? min, type?.facets.max ?? max];
}

/** Does a JavaScript number hold every value of this type exactly? */
export function fitsNumber(base: Builtin, type?: SimpleType): boolean {
  const [min, max] = numberBounds(base, type);
  return min >= -SAFE && max <= SAFE;
}

/** The TypeScript type of a value; of bytes, `input` says whether as encoders take them or as decoders give them. */
export function builtinType(base: Builtin, module: TsModule, input: boolean, type?: SimpleType): string {
  switch (base) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'int':
      return 'number';
    case 'long':
      return fitsNumber(base, type) ? 'number' : 'bigint';
    case 'dateTime':
      return 'Date';
    case 'base64Binary':
      return module.type(input ? 'BinaryInput' : 'Binary', XML_MODULE);
  }
}

/** The name of a complex type as encoders take it. */
export function inputName(contract: Contract, type: ComplexType): string {
  return contract.differs(type) ? `${type.name}Input` : type.name;
}

/** The name of a simple type as encoders take it. */
export function simpleInputName(type: SimpleType): string {
  return type.base === 'base64Binary' ? `${type.name}Input` : type.name;
}

/** The TypeScript type of one value of a field, imported into the module. */
export function fieldType(contract: Contract, field: Field, module: TsModule, input: boolean): string {
  if ('builtin' in field.type) return builtinType(field.type.builtin, module, input);
  const type = contract.type(field.type);
  const inputNamed = (): string => (type.kind === 'complex' ? inputName(contract, type) : simpleInputName(type));
  const name = input ? inputNamed() : type.name;
  return module.type(name, typesModule(contract.schemaOf(type.uri)));
}
