/**
 * XML that this project's writer made, with each element on a line of its own; elements that hold text keep it as it
 * is. For reading: what was between elements is not kept.
 */
export function indented(xml: string): string {
  const tokens = xml.match(/<[^>]+>|[^<]+/g) ?? [];
  const lines: string[] = [];
  let depth = 0;
  let open = '';
  for (const [at, token] of tokens.entries()) {
    if (token.startsWith('<?')) lines.push(token);
    else if (token.startsWith('</')) {
      depth -= 1;
      if (open === '') lines.push('  '.repeat(depth) + token);
      else lines.push(open + token);
      open = '';
    } else if (token.startsWith('<')) {
      const indent = '  '.repeat(depth) + token;
      if (token.endsWith('/>')) lines.push(indent);
      else {
        depth += 1;
        // What closes at once, or holds text, stays on one line.
        const next = tokens[at + 1] ?? '';
        if (!next.startsWith('<') || next.startsWith('</')) open = indent;
        else lines.push(indent);
      }
    } else if (open !== '') open += token;
  }
  return lines.join('\n');
}
