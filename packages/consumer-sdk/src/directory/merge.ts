/** What a source came up with. */
type Arrival<T> =
  | { readonly source: AsyncIterator<T, unknown, undefined>; readonly result: IteratorResult<T, unknown> }
  | { readonly error: unknown };

/**
 * Several endless sources as one, in the order of arrival. Each is asked for its next only when the consumer is done
 * with its last, so that the outcome of the last can ride on the next poll. Leaving the merged one leaves them all; the
 * first failure of one leaves the others and is thrown.
 *
 * (Not by Promise.race: a quiet source would gather a reaction for every message of the others.)
 */
export async function* merge<T>(
  sources: readonly AsyncIterator<T, unknown, undefined>[],
): AsyncGenerator<T, void, undefined> {
  const arrivals: Arrival<T>[] = [];
  let wake: () => void = () => undefined;
  const arrived = (arrival: Arrival<T>): void => {
    arrivals.push(arrival);
    wake();
  };
  const ask = (source: AsyncIterator<T, unknown, undefined>): void => {
    source.next().then(
      (result) => {
        arrived({ source, result });
      },
      (error: unknown) => {
        arrived({ error });
      },
    );
  };
  let open = sources.length;
  try {
    sources.forEach(ask);
    while (open > 0) {
      const arrival = arrivals.shift();
      if (arrival === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ('error' in arrival) {
        throw arrival.error;
      } else if (arrival.result.done === true) {
        open -= 1;
      } else {
        yield arrival.result.value;
        ask(arrival.source);
      }
    }
  } finally {
    await Promise.all(sources.map(async (source) => await source.return?.()));
  }
}
