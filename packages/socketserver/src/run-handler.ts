// Runs one handler by CPython's rules: an error of setup() skips the rest, finish() follows handle()
// whatever came of it. Used by BaseServer.finishRequest and by the hosts on threads and in processes.
import type { BaseRequestHandler } from './base-request-handler.js';
import { isPromise } from './maybe-promise.js';
import type { MaybePromise } from './maybe-promise.js';

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
