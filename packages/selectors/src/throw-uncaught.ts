// Where the error of a callback goes that nobody can catch: it must not end the batch that others are in.

/** Throws where an uncaught error goes (`uncaughtException`), as soon as what runs now has returned. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
