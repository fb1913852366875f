// Runs one handler by CPython's rules: an error of setup() skips the rest, finish() follows handle()
// whatever came of it. Used by BaseServer.finishRequest and by the workers on threads and in processes.
import { AsyncResource } from 'node:async_hooks';
import { isPromise } from '../basics.js';
import type { MaybePromise } from '../basics.js';
import type { BaseRequestHandler } from './request-handlers.js';

// Each request has an asynchronous context of its own: what AsyncLocalStorage.enterWith leaves behind (that of a tracer, say)
// must not reach the next one. Making one and running in it takes some 0.3 us.

// Nothing is to be told of their end, which would have to be noticed by the garbage collector.
const OPTIONS = { requireManualDestroy: true } as const;

/** The context of a request: begins as that in which it is made, and belongs to this request alone. */
export const requestContext = (): AsyncResource => new AsyncResource('FDSET_REQUEST', OPTIONS);

/** The context of a serving: that of whoever called `serveForever` or `handleRequest`. */
export const servingContext = (): AsyncResource => new AsyncResource('FDSET_SERVER', OPTIONS);

type AnyHandler = Pick<BaseRequestHandler<unknown>, 'setup' | 'handle' | 'finish'>;

/** Calls setup, handle and finish; a promise only if one of them gave one. */
export const runHandler = (handler: AnyHandler): MaybePromise<void> => {
  const settingUp = handler.setup();
  return isPromise(settingUp)
    ? Promise.resolve(settingUp).then(() => handleAndFinish(handler))
    : handleAndFinish(handler);
};

const handleAndFinish = (handler: AnyHandler): MaybePromise<void> => {
  let awaited: PromiseLike<void> | null;
  try {
    const handling = handler.handle();
    awaited = isPromise(handling) ? handling : null;
  } catch (error) {
    return finishFailed(handler, error);
  }
  return awaited === null ? handler.finish() : finishAfter(handler, awaited);
};

const finishFailed = (handler: AnyHandler, error: unknown): MaybePromise<never> => {
  const finishing = handler.finish();
  if (!isPromise(finishing)) throw error;
  return Promise.resolve(finishing).then(() => {
    throw error;
  });
};

const finishAfter = async (handler: AnyHandler, handling: PromiseLike<void>): Promise<void> => {
  try {
    await handling;
  } finally {
    await handler.finish();
  }
};
