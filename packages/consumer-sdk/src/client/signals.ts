/** A signal that aborts with the first of its sources, and lets go of them when it is disposed of. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Takes the listeners off the sources. AbortSignal.any keeps them on a long-lived source until that one is gone. */
  readonly dispose: () => void;
}

export function linkSignals(...sources: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController();
  const listened: [AbortSignal, () => void][] = [];
  const dispose = (): void => {
    for (const [source, listener] of listened.splice(0)) source.removeEventListener('abort', listener);
  };
  for (const source of sources) {
    if (source === undefined) continue;
    const listener = (): void => {
      dispose();
      controller.abort(source.reason);
    };
    if (source.aborted) {
      listener();
      break;
    }
    source.addEventListener('abort', listener, { once: true });
    listened.push([source, listener]);
  }
  return { signal: controller.signal, dispose };
}

/** Settles as the promise does, or rejects with the signal's reason as soon as it aborts. */
export function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      promise.catch(() => undefined);
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
