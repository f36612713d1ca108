import type { Node } from './dom.js';

/** Changes of one document, made all at once, so that what was not changed stays as it was written. */
export class TextEdits {
  readonly #edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];

  constructor(readonly source: string) {}

  insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text });
  }

  /** Adds an attribute behind those that a start tag has. */
  attribute(node: Node, name: string, value: string): void {
    const close = this.source.startsWith('/>', node.inside - 2) ? node.inside - 2 : node.inside - 1;
    const lines = this.source.slice(node.start, close).split('\n');
    // Where each attribute has a line, this one has too.
    const indent = lines.length > 1 ? `\n${/^ */.exec(lines[lines.length - 1] ?? '')?.[0] ?? ''}` : ' ';
    this.insert(close, `${indent}${name}="${value}"`);
  }

  /** Gives an attribute of a start tag another value. */
  value(node: Node, name: string, value: string): void {
    const tag = this.source.slice(node.start, node.inside);
    const match = new RegExp(`(\\s${name}\\s*=\\s*)("[^"]*"|'[^']*')`).exec(tag);
    if (match === null) throw new Error(`${node.file}:${node.line}: <${node.local}> has no ${name}`);
    const start = node.start + match.index + (match[1] ?? '').length;
    this.#replace(start, (match[2] ?? '').length, `"${value}"`);
  }

  /** Gives an element another prefix, in its start and its end tag. */
  prefix(node: Node, prefix: string): void {
    this.#rename(node.start + 1, prefix);
    const close = this.source.lastIndexOf('</', node.end);
    if (close >= node.inside) this.#rename(close + 2, prefix);
  }

  /** Binds another prefix to another namespace where a start tag declares one. */
  namespace(node: Node, prefix: string, to: string, uri: string): void {
    this.value(node, `xmlns:${prefix}`, uri);
    const name = node.start + this.source.slice(node.start, node.inside).search(new RegExp(`\\sxmlns:${prefix}\\s*=`));
    this.#replace(name + ' xmlns:'.length, prefix.length, to);
  }

  /** Replaces words wherever they stand in what an element holds. */
  words(node: Node, words: string, by: string): void {
    for (let at = this.source.indexOf(words, node.inside); at !== -1 && at < node.end;) {
      this.#replace(at, words.length, by);
      at = this.source.indexOf(words, at + words.length);
    }
  }

  /** Adds lines behind an element, indented as it is. */
  behind(node: Node, ...lines: readonly string[]): void {
    const indent = this.#indentOf(node);
    this.insert(node.end, lines.map((line) => `\n${indent}${line}`).join(''));
  }

  /** Puts an element into others: `before` opens them, `after` closes them, one a line. */
  wrap(node: Node, before: readonly string[], after: readonly string[]): void {
    const indent = this.#indentOf(node);
    this.insert(node.start, before.map((line, depth) => `${line}\n${indent}${'  '.repeat(depth + 1)}`).join(''));
    const depths = after.map((_line, index) => after.length - 1 - index);
    this.insert(node.end, after.map((line, index) => `\n${indent}${'  '.repeat(depths[index] ?? 0)}${line}`).join(''));
  }

  apply(): string {
    let text = '';
    let at = 0;
    // Sorting is stable: what is inserted in one place stands in the order in which it was asked for.
    for (const edit of [...this.#edits].sort((a, b) => a.start - b.start)) {
      if (edit.start < at) throw new Error('two changes of the same text');
      text += this.source.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return text + this.source.slice(at);
  }

  /** @param name where a qualified name with a prefix begins */
  #rename(name: number, prefix: string): void {
    this.#replace(name, this.source.indexOf(':', name) - name, prefix);
  }

  #replace(start: number, length: number, text: string): void {
    this.#edits.push({ start, end: start + length, text });
  }

  #indentOf(node: Node): string {
    const line = this.source.slice(this.source.lastIndexOf('\n', node.start) + 1, node.start);
    return /^ */.exec(line)?.[0] ?? '';
  }
}
