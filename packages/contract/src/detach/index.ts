export { Detacher, type DetacherOptions } from './detacher.js';
export type { LeafSink } from './leaf-sink.js';
