const HEADER = `// Generated from wsdl/ by "npm run gen". Do not edit: change the contract and generate again.
`;

/** A TypeScript module being written: its body, and the imports that the body turned out to need. */
export class TsModule {
  private readonly imports = new Map<string, Map<string, boolean>>();
  private readonly body: string[] = [];

  constructor(readonly name: string) {}

  /** Notes that the body uses a value of another module and returns its name. */
  value(name: string, from: string): string {
    return this.note(name, from, false);
  }

  /** Notes that the body uses a type of another module and returns its name. */
  type(name: string, from: string): string {
    return this.note(name, from, true);
  }

  /** Appends lines. */
  add(...lines: readonly string[]): void {
    this.body.push(...lines);
  }

  render(): string {
    const imports = [...this.imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, names]) => {
        const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
        const allTypes = sorted.every(([, typeOnly]) => typeOnly);
        const list = sorted.map(([name, typeOnly]) => (typeOnly && !allTypes ? `type ${name}` : name));
        const line = `import ${allTypes ? 'type ' : ''}{ ${list.join(', ')} } from '${from}';`;
        if (line.length <= 120) return line;
        return `import ${allTypes ? 'type ' : ''}{\n${list.map((name) => `  ${name},\n`).join('')}} from '${from}';`;
      });
    return `${HEADER}${imports.length > 0 ? `\n${imports.join('\n')}\n` : ''}\n${this.body.join('\n')}\n`;
  }

  private note(name: string, from: string, typeOnly: boolean): string {
    if (from === `./${this.name}.js`) return name;
    let names = this.imports.get(from);
    if (names === undefined) this.imports.set(from, (names = new Map<string, boolean>()));
    names.set(name, typeOnly && (names.get(name) ?? true));
    return name;
  }
}

/** A TSDoc comment, wrapped at the width of the sources. */
export function tsdoc(indent: string, ...paragraphs: readonly string[]): string[] {
  const texts = paragraphs.filter((text) => text !== '').map((text) => text.replaceAll('*/', '*\\/'));
  if (texts.length === 0) return [];
  const [only] = texts;
  if (texts.length === 1 && only !== undefined && indent.length + only.length + 8 <= 120)
    return [`${indent}/** ${only} */`];
  const lines = texts.flatMap((text, index) => [...(index > 0 ? [''] : []), ...wrap(text, 117 - indent.length)]);
  return [`${indent}/**`, ...lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}`), `${indent} */`];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A single-quoted string literal. */
export function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
