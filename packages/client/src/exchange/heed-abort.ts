// One listener on a signal for all calls and clients that it ends. Node warns of a leak from eleven listeners on one signal, but one
// signal for many requests, as that of a program's end, is no mistake.

const callbacksOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once when the signal is aborted, in the order in which this was called.
 *
 * @returns what cancels it; the signal then no longer refers to the callback.
 */
export function heedAbort(signal: AbortSignal, callback: () => void): () => void {
  // The same function may be given twice.
  const own = (): void => callback();
  const callbacks = callbacksOf.get(signal) ?? listenTo(signal);
  callbacks.add(own);
  return () => void callbacks.delete(own);
}

// The listener stays as long as the signal: it refers to nothing but callbacks that were not cancelled.
function listenTo(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  callbacksOf.set(signal, callbacks);
  const callAll = (): void => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', callAll, { once: true });
  return callbacks;
}
