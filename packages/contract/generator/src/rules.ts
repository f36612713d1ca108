import { Refusal } from './refusal.js';
import { standInFor, type ComplexType, type Contract, type Field, type GlobalElement } from './model.js';

/** Words that are reserved in one of the languages that stubs are generated for. */
const RESERVED = new Set(
  (
    'abstract and as assert async await base begin bool boolean break byte case catch char class const continue debugger ' +
    'decimal declare def default del delegate delete do double elif else end enum eval event except exec explicit export ' +
    'extends extern false final finally fixed float for foreach friend from function global goto if implements implicit ' +
    'import in instanceof int interface internal is lambda let lock long namespace native new nil none not null object ' +
    'operator or out override package params pass print private protected public raise readonly record ref return ' +
    'sbyte sealed self short signed sizeof static strictfp string struct super switch synchronized template this throw ' +
    'throws transient true try typedef typeof uint ulong unsafe unsigned using var virtual void volatile while with yield'
  ).split(' '),
);

const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/** Checks what only shows over all documents together; each rule was learned from a toolkit that broke on its breach. */
export function checkRules(contract: Contract): void {
  const types = new Map<string, string>();
  for (const schema of contract.schemas) {
    for (const type of schema.types) {
      checkName(type.name, type.file, type.line);
      const other = types.get(type.name.toLowerCase());
      if (other !== undefined) {
        throw new Refusal(
          type.file,
          type.line,
          `type ${type.name} beside ${other}`,
          'a name unique over all namespaces',
        );
      }
      types.set(type.name.toLowerCase(), `${type.name} in ${type.file}`);
      if (type.kind === 'complex') checkFields(contract, type);
    }
    for (const element of schema.elements) {
      if (contract.type(element.type).kind !== 'complex') {
        throw new Refusal(element.file, element.line, `element ${element.name} of a simple type`, 'a complex type');
      }
    }
  }
  for (const service of contract.services) {
    for (const operation of service.operations) {
      for (const element of [operation.request, operation.response]) checkMessage(contract, element);
      checkAnswer(contract, operation.response);
    }
  }
}

function checkFields(contract: Contract, type: ComplexType): void {
  const names = new Map<string, string>();
  for (const field of type.fields) {
    checkName(field.name, field.file, field.line);
    const other = names.get(field.name.toLowerCase());
    if (other !== undefined) {
      throw new Refusal(
        field.file,
        field.line,
        `element ${field.name} beside ${other} in ${type.name}`,
        'names that differ in more than case',
      );
    }
    names.set(field.name.toLowerCase(), field.name);
    const standIn = standInFor(field);
    if (standIn !== undefined) checkStandIn(type, field, standIn);
    if (!('builtin' in field.type)) {
      try {
        contract.type(field.type);
      } catch {
        throw new Refusal(
          field.file,
          field.line,
          `the unknown type ${field.type.local}`,
          'a type of these schemas (R2102)',
        );
      }
    }
  }
}

/** In the SwA document a reference may stand in the place of each leaf of bytes, under one name: so one leaf a type. */
function checkStandIn(type: ComplexType, field: Field, standIn: string): void {
  const place = type.fields.indexOf(field);
  const clash = type.fields.find(
    (other, index) =>
      other !== field &&
      (standInFor(other) !== undefined || (other.name === standIn && !(other.tolerated && index === place + 1))),
  );
  if (field.max > 1 || clash !== undefined) {
    const found = clash === undefined ? `a list of base64Binary ${field.name}` : `${clash.name} beside ${field.name}`;
    throw new Refusal(type.file, field.line, `${found} in ${type.name}`, 'a type of its own for each leaf of bytes');
  }
}

function checkName(name: string, file: string, line: number): void {
  if (!NAME.test(name)) throw new Refusal(file, line, `the name ${name}`, 'ASCII letters and digits');
  if (RESERVED.has(name)) throw new Refusal(file, line, `the name ${name}, reserved in some language,`, 'another word');
  if (name.startsWith('ArrayOf')) throw new Refusal(file, line, `the name ${name}`, 'another word (R2112)');
}

/** Generators collapse a message with only a repeated element to an array, and growth then changes the signature. */
function checkMessage(contract: Contract, element: GlobalElement): void {
  const type = contract.type(element.type);
  if (type.kind !== 'complex') return;
  const [field] = type.fields;
  if (type.fields.length === 1 && field !== undefined && field.max > 1) {
    throw new Refusal(
      field.file,
      field.line,
      `${type.name} with only the repeated ${field.name}`,
      'one more element beside it',
    );
  }
}

/** What the server may extend must not be an enumeration in answers: strict clients break on a new word. */
function checkAnswer(contract: Contract, element: GlobalElement): void {
  const seen = new Set<ComplexType>();
  const visit = (field: Field): void => {
    if ('builtin' in field.type) return;
    const type = contract.type(field.type);
    if (type.kind === 'simple') {
      if (type.facets.enumeration !== undefined) {
        throw new Refusal(field.file, field.line, `the enumeration ${type.name} in an answer`, 'a documented string');
      }
    } else if (!seen.has(type)) {
      seen.add(type);
      type.fields.forEach(visit);
    }
  };
  const type = contract.type(element.type);
  if (type.kind === 'complex') type.fields.forEach(visit);
}
