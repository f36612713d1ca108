import { ADDRESS_TOKEN, type Contract } from './model.js';
import { TsModule, literal } from './module.js';

/** The contract's own documents, so that a provider serves them without touching a file. */
export function emitDocuments(contract: Contract): TsModule {
  const module = new TsModule('documents');
  module.add('/** Stands in a WSDL where the address of the endpoint belongs. */');
  module.add(`export const ADDRESS_TOKEN = ${literal(ADDRESS_TOKEN)};`, '');
  module.add('/** WSDL and schema documents by file name. */', 'export const documents = {');
  for (const [file, text] of contract.documents) {
    module.add(
      `  ${literal(file)}: \`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\`,`,
    );
  }
  module.add('} as const;', '', 'export type DocumentName = keyof typeof documents;');
  return module;
}
