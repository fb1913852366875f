// Iterations over asynchronous steps, without the promises that an async generator makes for each of them.

/** An iteration whose end is null. */
export const iterate = <T>(read: () => Promise<T | null>): AsyncIterableIterator<T> => {
  let isDone = false;
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    const value = isDone ? null : await read();
    if (value !== null) return { done: false, value };
    isDone = true;
    return { done: true, value: undefined };
  };
  return iterator(next, () => (isDone = true));
};

/** An iteration of its steps, and of what is done when the loop is left. */
export const iterator = <T>(
  next: () => Promise<IteratorResult<T, undefined>>,
  leave: () => void,
): AsyncIterableIterator<T> => ({
  next,
  return: () => {
    leave();
    return Promise.resolve({ done: true, value: undefined });
  },
  [Symbol.asyncIterator]() {
    return this;
  },
});
