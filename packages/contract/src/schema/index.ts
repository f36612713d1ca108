/** What generated codecs run on. */
export * from './attributes.js';
export * from './binary-read.js';
export * from './binary-write.js';
export * from './builtin-types.js';
export * from './misplaced.js';
export * from './operation.js';
export * from './read.js';
export * from './stream.js';
export * from './write.js';
