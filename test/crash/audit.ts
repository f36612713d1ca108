/**
 * Compares what was accepted with what was processed. Exactly:
 *
 * - **lost**: answered with 200 to its writer, processed by nobody, and not **expired**: that is what its sender is told
 *   of a message that had a lifetime. Such a message may have been processed, too, by whoever had it when it expired.
 * - **doubled**: accepted, or processed, under two messageIds; or handed out by a GetMessages that began after its
 *   acknowledgement had been answered with 200. A message that comes again under its messageId before that is a
 *   redelivery, which readers know by the id: it has its effect once, and is only counted.
 * - **disordered**: first processed before an earlier message of its stream (sender and inbox) was.
 * - **damaged**: came with other content than it was sent with.
 * - **phantom**: processed, and never accepted.
 * - **refused**: for good, although nothing was wrong with it.
 */
export const FAULTS = ['lost', 'doubled', 'disordered', 'damaged', 'phantom', 'refused'] as const;
export type FaultKind = (typeof FAULTS)[number];

export interface Finding {
  readonly kind: FaultKind;
  readonly stream: string;
  readonly n: number;
  readonly why: string;
}

export interface Verdict {
  readonly accepted: number;
  readonly processed: number;
  /** And never processed. */
  readonly expired: number;
  readonly redelivered: number;
  readonly findings: readonly Finding[];
}

interface First {
  time: number;
  readonly messageId: string;
}

interface Stream {
  readonly accepted: Map<number, string>;
  readonly processed: Map<number, First>;
  readonly expired: Set<number>;
}

export class Auditor {
  readonly #streams = new Map<string, Stream>();
  readonly #findings: Finding[] = [];
  readonly #acknowledgedAt = new Map<string, number>();
  /** The latest beginning of a GetMessages that handed the message out. */
  readonly #begunAt = new Map<string, { begin: number; stream: string; n: number }>();
  #lines = 0;

  /** Takes one line of any journal, in any order. */
  take(words: readonly string[]): void {
    const [kind, time, ...rest] = words;
    switch (kind) {
      case 'A':
        this.#accepted(rest[0]!, Number(rest[1]), rest[2]!);
        break;
      case 'P':
        this.#processed(Number(time), rest);
        break;
      case 'K': {
        const earlier = this.#acknowledgedAt.get(rest[0]!) ?? Infinity;
        this.#acknowledgedAt.set(rest[0]!, Math.min(earlier, Number(time)));
        break;
      }
      case 'E':
        this.#stream(rest[0]!).expired.add(Number(rest[1]));
        break;
      case 'R':
        this.#find('refused', rest[0]!, Number(rest[1]), `with ${rest[2]!}`);
        break;
      case 'X':
        this.#find('damaged', rest[1]!, Number(rest[2]), `as ${rest[0]!}`);
        break;
      default:
        throw new Error(`no journal has a line like ${words.join(' ')}`);
    }
  }

  /** Everything that was accepted so far. */
  *accepted(): Generator<{ readonly stream: string; readonly n: number; readonly messageId: string }> {
    for (const [stream, { accepted }] of this.#streams) {
      for (const [n, messageId] of accepted) yield { stream, n, messageId };
    }
  }

  conclude(): Verdict {
    let accepted = 0;
    let processed = 0;
    let expired = 0;
    for (const [name, stream] of this.#streams) {
      accepted += stream.accepted.size;
      processed += stream.processed.size;
      this.#checkOrder(name, stream);
    }
    for (const { stream, n, messageId } of this.accepted()) {
      if (this.#stream(stream).processed.has(n)) continue;
      if (this.#stream(stream).expired.has(n)) expired += 1;
      else this.#find('lost', stream, n, `accepted as ${messageId}`);
    }
    for (const [messageId, { begin, stream, n }] of this.#begunAt) {
      const settled = this.#acknowledgedAt.get(messageId);
      if (settled !== undefined && begin > settled) {
        this.#find('doubled', stream, n, `${messageId} was handed out after it was acknowledged`);
      }
    }
    return { accepted, processed, expired, redelivered: this.#lines - processed, findings: this.#findings };
  }

  #accepted(name: string, n: number, messageId: string): void {
    const { accepted } = this.#stream(name);
    const earlier = accepted.get(n);
    if (earlier !== undefined && earlier !== messageId) {
      this.#find('doubled', name, n, `accepted as ${earlier} and as ${messageId}`);
    }
    accepted.set(n, messageId);
  }

  #processed(time: number, [begin, messageId, name, number]: readonly string[]): void {
    const n = Number(number);
    const { processed } = this.#stream(name!);
    this.#lines += 1;
    const first = processed.get(n);
    if (first === undefined) processed.set(n, { time, messageId: messageId! });
    else if (first.messageId !== messageId) {
      this.#find('doubled', name!, n, `processed as ${first.messageId} and as ${messageId!}`);
    }
    if (first !== undefined && time < first.time) first.time = time;
    if (begin === '-') return;
    const latest = this.#begunAt.get(messageId!);
    if (latest === undefined) this.#begunAt.set(messageId!, { begin: Number(begin), stream: name!, n });
    else latest.begin = Math.max(latest.begin, Number(begin));
  }

  /**
   * What expired while a reader had it, and was processed when its lease was over, nobody has to wait for: it is not handed
   * out again before what came later.
   */
  #checkOrder(name: string, { accepted, processed, expired }: Stream): void {
    let latest: { readonly n: number; readonly time: number } | undefined;
    for (const n of [...processed.keys()].sort((one, other) => one - other)) {
      const { time, messageId } = processed.get(n)!;
      if (!accepted.has(n)) this.#find('phantom', name, n, `processed as ${messageId}`);
      if (expired.has(n)) continue;
      if (latest !== undefined && time < latest.time) {
        this.#find('disordered', name, n, `processed before ${String(latest.n)}`);
      } else latest = { n, time };
    }
  }

  #stream(name: string): Stream {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = { accepted: new Map(), processed: new Map(), expired: new Set() };
      this.#streams.set(name, stream);
    }
    return stream;
  }

  #find(kind: FaultKind, stream: string, n: number, why: string): void {
    this.#findings.push({ kind, stream, n, why });
  }
}
