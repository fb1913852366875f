// What tests look at of promises.
import { expect } from 'vitest';

/** The error of a promise; the test fails if it has none. */
export const rejection = (promise: Promise<unknown>): Promise<Error & { code?: string }> =>
  promise.then(
    () => expect.fail('expected a rejection'),
    (error: unknown) => error as Error,
  );

/** Whether a promise has settled, after some turns of the event loop. */
export const isPending = async (promise: Promise<unknown>): Promise<boolean> => {
  let pending = true;
  const settle = (): void => {
    pending = false;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  return pending;
};
