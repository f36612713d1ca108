import { Random, seedOf } from '../../crash/random.js';
import type { Seed } from './seeds.js';
import { brokenPackage, brokenWire, rightRequest, type Broken } from './wire-request.js';
import { mutateText, mutateXml } from './xml-mutations.js';
import { copy, find, raw, write } from './xml-tree.js';

/** A broken request, and how it came to be. */
export interface FuzzCase extends Broken {
  readonly number: number;
  readonly seed: string;
}

/** The same seed and number make the same case. Most are broken in one place, some in several. */
export function fuzzCase(seed: number, number: number, seeds: readonly Seed[]): FuzzCase {
  const random = new Random(seedOf(seed, 'case', number));
  const chosen = random.pick(seeds);
  let envelope = copy(chosen.envelope);
  // Else most would be known from an earlier case, and never get as far as the store.
  if (chosen.name.startsWith('SendMessages')) {
    find(envelope, 'clientMessageId').children = [raw(`fuzz-${String(seed)}-${String(number)}`)];
  }
  const done: string[] = [];
  const wholesome = random.chance(0.02);
  const times = wholesome
    ? 0
    : random.weighted<number>([
        [6, 1],
        [2, 2],
        [1, random.between(3, 8)],
      ]);
  // Most of those that are signed are broken afterwards, as who has overheard them would.
  const { sign } = chosen;
  const signedLast = random.chance(0.2);
  if (sign !== undefined && !signedLast) envelope = sign(envelope);
  for (let time = 0; time < times; time += 1) done.push(mutateXml(envelope, random));
  if (sign !== undefined && signedLast) {
    try {
      envelope = sign(envelope);
      done.push('then signed');
    } catch {
      // What is no XML any more nobody can sign; it goes as it is.
    }
  }
  let text = write(envelope);
  if (!wholesome && random.chance(0.15)) {
    const [mutated, what] = mutateText(text, random);
    text = mutated;
    done.push(what);
  }
  const inPackage = chosen.attachments.length > 0 && random.chance(0.6);
  const packaged: Broken =
    inPackage && !wholesome
      ? brokenPackage(chosen, text, random)
      : { request: rightRequest(chosen, text, random), done: [] };
  const sent: Broken =
    !wholesome && random.chance(0.15) ? brokenWire(packaged.request, random) : { request: packaged.request, done: [] };
  return { number, seed: chosen.name, request: sent.request, done: [...done, ...packaged.done, ...sent.done] };
}
