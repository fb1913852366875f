// An error of a callback must not end the batch, in which other callbacks are still to be called.

/** Throws an error as uncaught (`uncaughtException`) in a microtask, after the running code has returned. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
