/* eslint-disable @typescript-eslint/non-nullable-type-assertion-style -- stack slots below the depth are always filled */
import { carriable } from './chars.js';
import type { XmlLocation } from './xml-error.js';

/**
 * Line, column and element path of an offset. Computed only for errors, by walking the text again, so the hot path
 * keeps no counters. The text before `offset` has been accepted by the scanner (or was made by the writer).
 */
export function locate(source: string, offset: number): XmlLocation {
  let line = 1;
  let lineStart = 0;
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { offset, line, column: offset - lineStart + 1, path: pathAt(source, offset) };
}

interface Step {
  readonly label: string;
  readonly seen: Map<string, number>;
}

/**
 * The elements open just before `offset`, as `/a/b[2]/c`. An offset inside a start tag counts that element as open, the
 * offset of its `<` does not.
 */
export function pathAt(source: string, offset: number): string {
  const open = openSteps(source, offset);
  return open.length === 1
    ? '/'
    : open
        .slice(1)
        .map((step) => `/${step.label}`)
        .join('');
}

/** The path a child `name` would have if it began at `offset`. */
export function childPathAt(source: string, offset: number, name: string): string {
  const open = openSteps(source, offset);
  const before = open[open.length - 1]?.seen.get(name) ?? 0;
  const parents = open
    .slice(1)
    .map((step) => `/${step.label}`)
    .join('');
  return `${parents}/${label(name, before + 1)}`;
}

function openSteps(source: string, offset: number): Step[] {
  const open: Step[] = [{ label: '', seen: new Map() }];
  for (let at = source.indexOf('<'); at !== -1 && at < offset;) {
    let end: number;
    if (source.startsWith('<!--', at)) end = after(source, '-->', at + 4);
    else if (source.startsWith('<![CDATA[', at)) end = after(source, ']]>', at + 9);
    else if (source.startsWith('<?', at)) end = after(source, '?>', at + 2);
    else {
      end = tagEnd(source, at + 1);
      if (source[at + 1] === '/') {
        if (open.length > 1) open.pop();
      } else {
        const name = nameAt(source, at + 1);
        const seen = (open[open.length - 1] as Step).seen;
        const count = (seen.get(name) ?? 0) + 1;
        seen.set(name, count);
        if (source[end - 2] !== '/' || end > offset) open.push({ label: label(name, count), seen: new Map() });
      }
    }
    at = source.indexOf('<', end);
  }
  return open;
}

function label(name: string, count: number): string {
  return count > 1 ? `${name}[${count}]` : name;
}

function after(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at === -1 ? source.length : at + mark.length;
}

const NAME = /[^\s/>=]{1,120}/y;

function nameAt(source: string, at: number): string {
  NAME.lastIndex = at;
  return carriable(NAME.exec(source)?.[0] ?? '?');
}

/** The offset behind the `>` of the tag that starts before `at`; quotes may hold a `>`. */
function tagEnd(source: string, at: number): number {
  for (let i = at; i < source.length; i++) {
    const c = source[i];
    if (c === '>') return i + 1;
    if (c === '"' || c === "'") {
      i = source.indexOf(c, i + 1);
      if (i === -1) break;
    }
  }
  return source.length;
}
