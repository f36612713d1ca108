import { readBuiltin } from './emit-simple.js';
import { standInFor, type ComplexType, type Contract, type Field, type Schema } from './model.js';
import { literal, type TsModule } from './module.js';
import { SCHEMA_MODULE, XML_MODULE, codecModule, fieldType, typesModule } from './naming.js';

/** The name of the local that holds a field's value. */
function local(field: Field): string {
  return ['scanner', 'value'].includes(field.name) ? `${field.name}Value` : field.name;
}

/** A decoder that reads the elements of a complex type in their order, after its start tag, up to its end. */
export function emitReader(
  module: TsModule,
  contract: Contract,
  schema: Schema,
  type: ComplexType,
  namespace: string,
): void {
  const scanner = module.type('XmlScanner', XML_MODULE);
  module.value('misplaced', SCHEMA_MODULE);
  const shape = `S_${type.name}`;
  const fields = type.fields.map((field) => literal(field.name)).join(', ');
  module.add('', `const ${shape} = { fields: [${fields}], uri: ${namespace} };`, '');
  module.add(
    `/** Reads the content of an element of type ${type.name}, whose start tag has been read, and its end. */`,
    `export function read${type.name}(scanner: ${scanner}): ${module.type(type.name, typesModule(schema))} {`,
  );
  const known = type.fields.reduce((sum, field) => sum + field.max, 0);
  if (Number.isFinite(known) && known > 10_000)
    throw new Error(`${type.name} bounds its children above the scanner's own bound`);
  module.add('  scanner.next();');
  for (const field of type.fields) one(module, contract, field, shape);
  module.value('XmlToken', XML_MODULE);
  module.add(`  if (scanner.token !== XmlToken.End) throw misplaced(scanner, ${shape}, null);`);
  const parts = type.fields.map((field) =>
    local(field) === field.name ? field.name : `${field.name}: ${local(field)}`,
  );
  module.add('  return {', ...parts.map((part) => `    ${part},`), '  };', '}');
}

function one(module: TsModule, contract: Contract, field: Field, shape: string): void {
  const at = `scanner.name === E_${field.name}`;
  const name = local(field);
  const typeText = (): string => fieldType(contract, field, module, false);
  if (field.max === 1 && standInFor(field) !== undefined) {
    bytes(module, field, name, shape);
    return;
  }
  const required = `if (scanner.attributeCount !== 0) requireValue(scanner, ${typeConstant(module, contract, field)});`;
  const present = `if (scanner.attributeCount === 0 || !isAbsent(scanner, ${typeConstant(module, contract, field)}))`;
  if (field.max > 1) {
    module.add(`  const ${name}: ${typeText()}[] = [];`, `  while (${at}) {`);
    if (Number.isFinite(field.max)) {
      module.add(
        `    if (${name}.length === ${field.max}) throw ${module.value('tooMany', SCHEMA_MODULE)}(scanner, ${field.max});`,
      );
    }
    if (field.min > 0) {
      module.value('requireValue', SCHEMA_MODULE);
      module.add(`    ${required}`, `    ${name}.push(${read(module, contract, field)});`);
    } else {
      module.value('isAbsent', SCHEMA_MODULE);
      module.add(`    ${present} {`, `      ${name}.push(${read(module, contract, field)});`, '    }');
    }
    module.add('    scanner.next();', '  }');
    if (field.min > 0)
      module.add(`  if (${name}.length === 0) throw misplaced(scanner, ${shape}, ${literal(field.name)});`);
  } else if (field.min === 0) {
    module.value('isAbsent', SCHEMA_MODULE);
    module.add(
      `  let ${name}: ${typeText()} | undefined;`,
      `  if (${at}) {`,
      `    ${present} {`,
      `      ${name} = ${read(module, contract, field)};`,
      '    }',
      '    scanner.next();',
      '  }',
    );
  } else {
    module.value('requireValue', SCHEMA_MODULE);
    module.add(
      `  if (scanner.name !== E_${field.name}) throw misplaced(scanner, ${shape}, ${literal(field.name)});`,
      `  ${required}`,
      `  const ${name} = ${read(module, contract, field)};`,
      '  scanner.next();',
    );
  }
}

/**
 * A leaf of bytes: in its element, or, in documents of the SwA profile, in the element that stands in for it. With
 * both, the second one is left to whatever comes next.
 */
function bytes(module: TsModule, field: Field, name: string, shape: string): void {
  const binary = module.type('Binary', XML_MODULE);
  const readBytes = `${module.value('readBase64', SCHEMA_MODULE)}(scanner)`;
  const readStandIn = `${module.value('readAttachment', SCHEMA_MODULE)}(scanner)`;
  const atStandIn = `scanner.name === E_${standInFor(field)} && ${module.value('isAttachment', SCHEMA_MODULE)}(scanner)`;
  const type = `${module.value('builtinTypes', SCHEMA_MODULE)}.base64Binary`;
  if (field.min === 0) {
    module.value('isAbsent', SCHEMA_MODULE);
    module.add(
      `  let ${name}: ${binary} | undefined;`,
      `  if (scanner.name === E_${field.name}) {`,
      `    if (scanner.attributeCount === 0 || !isAbsent(scanner, ${type})) {`,
      `      ${name} = ${readBytes};`,
      '    }',
      '    scanner.next();',
      `  } else if (${atStandIn}) {`,
      `    ${name} = ${readStandIn};`,
      '    scanner.next();',
      '  }',
    );
  } else {
    module.value('requireValue', SCHEMA_MODULE);
    module.add(
      `  let ${name}: ${binary};`,
      `  if (scanner.name === E_${field.name}) {`,
      `    if (scanner.attributeCount !== 0) requireValue(scanner, ${type});`,
      `    ${name} = ${readBytes};`,
      `  } else if (${atStandIn}) ${name} = ${readStandIn};`,
      `  else throw misplaced(scanner, ${shape}, ${literal(field.name)});`,
      '  scanner.next();',
    );
  }
}

function read(module: TsModule, contract: Contract, field: Field): string {
  if ('builtin' in field.type) return readBuiltin(module, field.type.builtin);
  const type = contract.type(field.type);
  return `${module.value(`read${type.name}`, codecModule(contract.schemaOf(type.uri)))}(scanner)`;
}

function typeConstant(module: TsModule, contract: Contract, field: Field): string {
  if ('builtin' in field.type) return `${module.value('builtinTypes', SCHEMA_MODULE)}.${field.type.builtin}`;
  const type = contract.type(field.type);
  return module.value(`T_${type.name}`, codecModule(contract.schemaOf(type.uri)));
}
