// Runs one handler by CPython's rules: an error of setup() skips the rest, and finish() follows handle() even if handle()
// failed. BaseServer.finishRequest and the workers use it.
import { AsyncResource } from 'node:async_hooks';
import { isPromise } from '../basics.js';
import type { MaybePromise } from '../basics.js';
import { handleAsync, refuseBlocking } from './async-handle.js';
import type { BaseRequestHandler } from './request-handlers.js';

// Each request has an asynchronous context of its own, because a store that a handler sets with AsyncLocalStorage.enterWith
// (as tracers do) must not reach the next request. Making a context and running in it takes some 0.3 us.

// Without this option Node would track every context with the garbage collector to emit its destroy event.
const OPTIONS = { requireManualDestroy: true } as const;

/** Makes the context of one request, as a copy of the current context. */
export const requestContext = (): AsyncResource => new AsyncResource('FDSET_REQUEST', OPTIONS);

/** Makes the context of a serving, as a copy of the context of the caller of `serveForever` or `handleRequest`. */
export const servingContext = (): AsyncResource => new AsyncResource('FDSET_SERVER', OPTIONS);

/** A handler, whatever its requests are. */
export type AnyHandler = Pick<
  BaseRequestHandler<unknown>,
  'request' | 'setup' | 'handle' | 'finish'
>;

/** Runs a handler, or a part of it. */
export type RunHandler = (handler: AnyHandler) => MaybePromise<void>;

const anyHandle: RunHandler = (handler) => handler.handle();

/** Calls setup, handle and finish. It returns a promise only if one of them returned a promise. */
export const runHandler: RunHandler = (handler) => run(handler, anyHandle);

/**
 * Like `runHandler`, for a handler that shares its event loop with others.
 * @throws {TypeError} ERR_FDSET_SYNC_HANDLER
 */
export const runAsyncHandler: RunHandler = (handler) => {
  refuseBlocking(handler);
  return run(handler, handleAsync);
};

const run = (handler: AnyHandler, handle: RunHandler): MaybePromise<void> => {
  const settingUp = handler.setup();
  return isPromise(settingUp)
    ? Promise.resolve(settingUp).then(() => handleAndFinish(handler, handle))
    : handleAndFinish(handler, handle);
};

const handleAndFinish = (handler: AnyHandler, handle: RunHandler): MaybePromise<void> => {
  let awaited: PromiseLike<void> | null;
  try {
    const handling = handle(handler);
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
