/**
 * An expanded name known to the program. One object exists per (namespace, local name), so the scanner can hand out
 * the object and decoders compare by identity.
 */
export interface XmlName {
  /** Namespace name; '' for none. */
  readonly uri: string;
  readonly local: string;
  /** Sum over the local name as {@link hashName} forms it. */
  readonly hash: number;
}

// Open addressing, filled while modules load and never by a document, so input cannot grow it.
let table: (XmlName | undefined)[] = new Array<XmlName | undefined>(1024).fill(undefined);
let mask = table.length - 1;
let used = 0;
// By length: comparing with the one or two candidates costs less than hashing a fresh string of eighty characters.
const uris: (string[] | undefined)[] = [['']];

/** The hash the scanner computes while it reads a name: h = 31 h + code unit, in 32 bits. */
export function hashName(local: string): number {
  let hash = 0;
  for (let i = 0; i < local.length; i++) hash = (Math.imul(hash, 31) + local.charCodeAt(i)) | 0;
  return hash;
}

/** The one object for this expanded name. Call it while a module loads, never with names taken from input. */
export function xmlName(uri: string, local: string): XmlName {
  const hash = hashName(local);
  let slot = hash & mask;
  for (let entry = table[slot]; entry !== undefined; entry = table[(slot = (slot + 1) & mask)]) {
    if (entry.local === local && entry.uri === uri) return entry;
  }
  const known = canonicalUri(uri);
  const sameLength = (uris[known.length] ??= []);
  if (!sameLength.includes(known)) sameLength.push(known);
  const name: XmlName = Object.freeze({ uri: known, local, hash });
  table[slot] = name;
  if (++used * 2 > table.length) grow();
  return name;
}

/** The same text as one shared string when it is the namespace of a known name, so that comparing is cheap. */
export function canonicalUri(uri: string): string {
  const candidates = uris[uri.length];
  if (candidates === undefined) return uri;
  for (const known of candidates) if (known === uri) return known;
  return uri;
}

/** The known name whose local part stands at [start, end) of `source`, or null. */
export function findName(source: string, start: number, end: number, hash: number, uri: string): XmlName | null {
  let slot = hash & mask;
  for (let entry = table[slot]; entry !== undefined; entry = table[(slot = (slot + 1) & mask)]) {
    if (entry.hash === hash && entry.uri === uri) {
      const local = entry.local;
      let at = 0;
      if (local.length === end - start) {
        while (at < local.length && local.charCodeAt(at) === source.charCodeAt(start + at)) at++;
        if (at === local.length) return entry;
      }
    }
  }
  return null;
}

function grow(): void {
  const old = table;
  table = new Array<XmlName | undefined>(old.length * 2).fill(undefined);
  mask = table.length - 1;
  for (const name of old) {
    if (name === undefined) continue;
    let slot = name.hash & mask;
    while (table[slot] !== undefined) slot = (slot + 1) & mask;
    table[slot] = name;
  }
}
