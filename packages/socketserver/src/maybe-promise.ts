// Handlers and hooks may be synchronous or not. A request that is synchronous throughout makes no
// promise: that would put a turn of the microtask queue between a request and the next.

/** A value now or later. */
export type MaybePromise<T> = T | PromiseLike<T>;

/** Whether there is something to wait for. */
export const isPromise = <T>(value: MaybePromise<T>): value is PromiseLike<T> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function';
