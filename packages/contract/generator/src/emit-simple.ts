import type { Builtin, Schema, SimpleType } from './model.js';
import { literal, type TsModule } from './module.js';
import { SCHEMA_MODULE, XML_MODULE, fitsNumber, numberBounds, simpleInputName, typesModule } from './naming.js';

/** The expression that reads a value of a built-in type. */
export function readBuiltin(module: TsModule, base: Builtin, type?: SimpleType): string {
  switch (base) {
    case 'string':
      return 'scanner.readText()';
    case 'boolean':
      return `${module.value('readBoolean', SCHEMA_MODULE)}(scanner)`;
    case 'dateTime':
      return `${module.value('readDateTime', SCHEMA_MODULE)}(scanner)`;
    case 'base64Binary':
      return `${module.value('readBase64', SCHEMA_MODULE)}(scanner)`;
    case 'int':
    case 'long': {
      const [min, max] = numberBounds(base, type);
      return fitsNumber(base, type)
        ? `${module.value('readInteger', SCHEMA_MODULE)}(scanner, ${min}, ${max})`
        : `${module.value('readLong', SCHEMA_MODULE)}(scanner, ${min}n, ${max}n)`;
    }
  }
}

/** The statement that writes a value of a built-in type. */
export function writeBuiltin(
  module: TsModule,
  base: Builtin,
  open: string,
  value: string,
  close: string,
  type?: SimpleType,
): string {
  const call = (name: string, ...more: string[]): string =>
    `${module.value(name, SCHEMA_MODULE)}(${['writer', open, value, close, ...more].join(', ')});`;
  switch (base) {
    case 'string':
      return call('writeString');
    case 'boolean':
      return call('writeBoolean');
    case 'dateTime':
      return call('writeDateTime');
    case 'base64Binary':
      return call(type === undefined ? 'writeBase64' : 'writeInlineBase64');
    case 'int':
    case 'long': {
      const [min, max] = numberBounds(base, type);
      return fitsNumber(base, type)
        ? call('writeInteger', `${min}`, `${max}`)
        : call('writeLong', `${min}n`, `${max}n`);
    }
  }
}

/** A reader and a writer for a named simple type. */
export function emitSimple(module: TsModule, schema: Schema, type: SimpleType): void {
  const name = module.type(type.name, typesModule(schema));
  const input = module.type(simpleInputName(type), typesModule(schema));
  const scanner = module.type('XmlScanner', XML_MODULE);
  const writer = module.type('XmlWriter', XML_MODULE);
  const { enumeration, pattern } = type.facets;
  const oneOf = enumeration?.join(', ') ?? '';
  module.add('');
  if (pattern !== undefined) module.add(`const P_${type.name} = new RegExp(${literal(pattern.source)}, 'u');`, '');

  module.add(`export function read${type.name}(scanner: ${scanner}): ${name} {`);
  const read = whiteSpaced(module, type, readBuiltin(module, type.base, type));
  const checks = lengthCheck(module, type);
  if (checks === undefined && enumeration === undefined && pattern === undefined) module.add(`  return ${read};`);
  else {
    module.add(`  const value = ${read};`);
    if (checks !== undefined)
      module.add(checks.when === undefined ? `  ${checks.read};` : `  if (${checks.when}) ${checks.read};`);
    if (pattern !== undefined) {
      module.add(
        `  if (!P_${type.name}.test(value)) throw scanner.violation(${literal(`text that matches ${pattern.schema}`)}, ${module.value('quoted', XML_MODULE)}(value));`,
      );
    }
    if (enumeration !== undefined) {
      module.add(
        '  switch (value) {',
        ...enumeration.map((word) => `    case ${literal(word)}:`),
        '      return value;',
        '    default:',
      );
      module.add(
        `      throw scanner.violation(${literal(`one of ${oneOf}`)}, ${module.value('quoted', XML_MODULE)}(value));`,
        '  }',
      );
    } else module.add('  return value;');
  }
  module.add('}', '');

  module.add(
    `export function write${type.name}(writer: ${writer}, open: string, value: ${input}, close: string): void {`,
  );
  if (checks !== undefined) {
    const suspicious = checks.unless === undefined ? '' : ` && (${checks.unless})`;
    module.add(`  if (!writer.trusted${suspicious}) ${checks.write};`);
  }
  if (pattern !== undefined) {
    module.add(
      `  if (!writer.trusted && !P_${type.name}.test(value)) ${module.value('refuseText', SCHEMA_MODULE)}(writer, open, ${literal(`text that matches ${pattern.schema}`)}, value);`,
    );
  }
  if (enumeration !== undefined) {
    const known = enumeration.map((word) => `value !== ${literal(word)}`).join(' && ');
    module.add(
      `  if (${known}) ${module.value('refuseText', SCHEMA_MODULE)}(writer, open, ${literal(`one of ${oneOf}`)}, value);`,
    );
    module.add('  writer.plain(open, value, close);', '}');
  } else module.add(`  ${writeBuiltin(module, type.base, 'open', 'value', 'close', type)}`, '}');
}

function whiteSpaced(module: TsModule, type: SimpleType, read: string): string {
  if (type.facets.whiteSpace === 'collapse') return `${module.value('collapse', SCHEMA_MODULE)}(${read})`;
  if (type.facets.whiteSpace === 'replace') return `${module.value('replaceBlanks', SCHEMA_MODULE)}(${read})`;
  return read;
}

interface LengthCheck {
  /** When a value that was read, or is to be written, has to be looked at; absent: always. */
  readonly when?: string;
  readonly unless?: string;
  readonly read: string;
  readonly write: string;
}

/**
 * The length facet: a cheap test on code units that can only err towards the exact check, which counts code points.
 */
function lengthCheck(module: TsModule, type: SimpleType): LengthCheck | undefined {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = type.facets;
  if (minLength === 0 && maxLength === Number.POSITIVE_INFINITY) return undefined;
  const bounds = `${minLength}, ${maxLength}`;
  if (type.base === 'base64Binary') {
    return {
      read: `${module.value('checkByteLength', SCHEMA_MODULE)}(scanner, value, ${bounds})`,
      write: `${module.value('checkBytes', SCHEMA_MODULE)}(writer, open, value, ${bounds})`,
    };
  }
  const suspicious = minLength <= 1 ? minLength : 2 * minLength;
  const tests = [
    ...(minLength > 0 ? [`value.length < ${suspicious}`] : []),
    ...(Number.isFinite(maxLength) ? [`value.length > ${maxLength}`] : []),
  ];
  const when = tests.join(' || ');
  return {
    when,
    unless: `typeof value !== 'string' || ${when}`,
    read: `${module.value('checkTextLength', SCHEMA_MODULE)}(scanner, value, ${bounds})`,
    write: `${module.value('checkText', SCHEMA_MODULE)}(writer, open, value, ${bounds})`,
  };
}
