// Promises that cannot settle any more: a module that awaits at its top level what nobody will give it.

/** As `promise`, but rejects with `error` when nothing is left on this thread's event loop that could settle it. */
export const unlessLoopEnds = async <Value>(
  promise: Promise<Value>,
  error: () => Error,
): Promise<Value> => {
  let end = (): void => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(error());
  });
  process.on('beforeExit', end);
  try {
    return await Promise.race([promise, ended]);
  } finally {
    process.off('beforeExit', end);
  }
};
