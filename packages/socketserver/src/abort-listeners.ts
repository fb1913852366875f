// Who waits for an AbortSignal: any number of callbacks behind one listener, since Node warns of more than ten.

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back when the signal is aborted, until the result is called. */
export const hearAbort = (signal: AbortSignal, callback: () => void): (() => void) => {
  const callbacks = waiting.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
};

const listen = (signal: AbortSignal): Set<() => void> => {
  const callbacks = new Set<() => void>();
  waiting.set(signal, callbacks);
  const tell = (): void => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', tell, { once: true });
  return callbacks;
};
