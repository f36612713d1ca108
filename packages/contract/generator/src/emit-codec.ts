import { standInFor, type Contract, type Schema } from './model.js';
import { emitReader } from './emit-reader.js';
import { emitSimple } from './emit-simple.js';
import { emitStream, emitWriter, rootTags } from './emit-writer.js';
import { TsModule, literal } from './module.js';
import { SCHEMA_MODULE, XML_MODULE, inputName, stem, typesModule, uncapitalised } from './naming.js';

/** Decoders and encoders of one schema: straight-line code per type, nothing looked up at run time. */
export function emitCodec(contract: Contract, schema: Schema, responses: ReadonlySet<string>): TsModule {
  const module = new TsModule(`${stem(schema)}-codec`);
  module.value('xmlName', XML_MODULE);
  module.add(`/** The namespace of ${schema.file}. */`);
  module.add(`export const ${namespaceConstant(schema)} = ${literal(schema.uri)};`, '');
  for (const type of schema.types)
    module.add(`export const T_${type.name} = xmlName(${namespaceConstant(schema)}, ${literal(type.name)});`);
  module.add('');
  const names = new Set(
    schema.types.flatMap((type) =>
      type.kind === 'complex' ? type.fields.flatMap((field) => [field.name, standInFor(field) ?? field.name]) : [],
    ),
  );
  for (const name of [...names].sort())
    module.add(`const E_${name} = xmlName(${namespaceConstant(schema)}, ${literal(name)});`);

  for (const type of schema.types) {
    if (type.kind === 'simple') emitSimple(module, schema, type);
    else {
      emitReader(module, contract, schema, type, namespaceConstant(schema));
      emitWriter(module, contract, schema, type);
      if (responses.has(type.name)) emitStream(module, contract, schema, type);
    }
  }
  for (const element of schema.elements) {
    const type = contract.type(element.type);
    if (type.kind !== 'complex') continue;
    const decoded = module.type(type.name, typesModule(schema));
    const input = module.type(inputName(contract, type), typesModule(schema));
    const streamed = responses.has(type.name);
    const generics = streamed
      ? `<${decoded}, ${input}, ${module.type(`${type.name}Stream`, typesModule(schema))}>`
      : `<${decoded}, ${input}>`;
    const codec = module.type(streamed ? 'StreamedElementCodec' : 'ElementCodec', SCHEMA_MODULE);
    const { open, close } = rootTags(contract, schema, element.name, type);
    module.value('rootAttributes', SCHEMA_MODULE);
    module.add(
      '',
      `/** The global element ${element.name}. */`,
      `export const ${uncapitalised(element.name)}Element: ${codec}${generics} = {`,
      `  name: xmlName(${namespaceConstant(schema)}, ${literal(element.name)}),`,
      '  decode(scanner) {',
      `    if (scanner.attributeCount !== 0) rootAttributes(scanner, T_${type.name});`,
      `    return read${type.name}(scanner);`,
      '  },',
      '  encode(writer, value) {',
      `    write${type.name}(writer, ${literal(open)}, value, ${literal(close)});`,
      '  },',
      ...(streamed
        ? [
            '  encodeStream(writer, value) {',
            `    return stream${type.name}(writer, ${literal(open)}, value, ${literal(close)});`,
            '  },',
          ]
        : []),
      '};',
    );
  }
  return module;
}

/** `IM_NAMESPACE` for im.xsd. */
export function namespaceConstant(schema: Schema): string {
  return `${stem(schema).replaceAll('-', '_').toUpperCase()}_NAMESPACE`;
}
