import { xmlName } from '../xml/index.js';

const XS = 'http://www.w3.org/2001/XMLSchema';

/** The built-in types that the contract uses, as xsi:type may name them. */
export const builtinTypes = Object.freeze({
  string: xmlName(XS, 'string'),
  boolean: xmlName(XS, 'boolean'),
  int: xmlName(XS, 'int'),
  long: xmlName(XS, 'long'),
  dateTime: xmlName(XS, 'dateTime'),
  base64Binary: xmlName(XS, 'base64Binary'),
});
