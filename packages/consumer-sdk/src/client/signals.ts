/** Everybody who waits for one signal, behind the one listener that it has from us. */
interface Audience {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const audiences = new WeakMap<AbortSignal, Audience>();

/**
 * Calls back once when the signal aborts (not when it has aborted already); the answer takes the callback back.
 *
 * However many wait, the signal gets one listener: a hundred sends under one signal are no leak, and Node should not
 * warn its user of one.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const audience = audiences.get(signal) ?? newAudience(signal);
  // A wrapper of its own, so that the same function given twice is called and taken back twice.
  const entry = (): void => {
    callback();
  };
  audience.callbacks.add(entry);
  return () => {
    audience.callbacks.delete(entry);
    if (audience.callbacks.size > 0 || audiences.get(signal) !== audience) return;
    signal.removeEventListener('abort', audience.listener);
    audiences.delete(signal);
  };
}

function newAudience(signal: AbortSignal): Audience {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    audiences.delete(signal);
    for (const callback of [...callbacks]) callback();
  };
  const audience = { callbacks, listener };
  audiences.set(signal, audience);
  signal.addEventListener('abort', listener, { once: true });
  return audience;
}

/** A signal that aborts with the first of its sources, and lets go of them when it is disposed of. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Lets go of the sources. AbortSignal.any keeps hold of a long-lived source until that one is gone. */
  readonly dispose: () => void;
}

export function linkSignals(...sources: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController();
  const undo: (() => void)[] = [];
  const dispose = (): void => {
    for (const each of undo.splice(0)) each();
  };
  for (const source of sources) {
    if (source === undefined) continue;
    if (source.aborted) {
      dispose();
      controller.abort(source.reason);
      break;
    }
    undo.push(
      onAbort(source, () => {
        dispose();
        controller.abort(source.reason);
      }),
    );
  }
  return { signal: controller.signal, dispose };
}
