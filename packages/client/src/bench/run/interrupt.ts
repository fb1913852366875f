// Ctrl-C and SIGTERM: the first one ends a run early, so that what was measured is told; another one ends the process at once.

/** npx and npm send a signal again that the terminal has sent to everybody already. Nobody presses two keys so fast. */
const TWIN_MS = 100;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Calls `work` with a signal that the first Ctrl-C aborts; after that another one does what the system does with it. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, stop);
  };
  const stop = (): void => {
    if (interrupt.signal.aborted) return;
    interrupt.abort();
    setTimeout(forget, TWIN_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work(interrupt.signal);
  } finally {
    forget();
  }
}
