// Who waits for a signal: any number of callbacks behind one listener of the process, since Node warns of more than ten.

const waiting = new Map<NodeJS.Signals, Set<() => void>>();

const tell = (signal: NodeJS.Signals): void => {
  for (const callback of waiting.get(signal) ?? []) callback();
};

/** Calls back at each such signal until the result is called. */
export const hearSignal = (signal: NodeJS.Signals, callback: () => void): (() => void) => {
  const callbacks = waiting.get(signal) ?? new Set();
  waiting.set(signal, callbacks.add(callback));
  // Asked of the process: somebody may have called removeAllListeners meanwhile.
  if (!process.listeners(signal).includes(tell)) process.on(signal, tell);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size > 0 || waiting.get(signal) !== callbacks) return;
    waiting.delete(signal);
    process.off(signal, tell);
  };
};
