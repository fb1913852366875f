// One listener on a signal for all waits, calls, clients and servers that it ends. Node warns of a leak from eleven listeners on one
// signal, but one signal for many of them, as that of a program's end, is no mistake.
import { checkListener, requireAbortSignal } from './arguments.js';

interface Heeded {
  readonly callbacks: Set<() => void>;
  readonly callAll: () => void;
}

const heededOf = new WeakMap<AbortSignal, Heeded>();

/**
 * Calls back once when the signal is aborted, in the order in which this was called.
 *
 * @returns what cancels it; the signal then no longer refers to the callback.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export function heedAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, callAll } = heededOf.get(requireAbortSignal(signal)) ?? heed(signal);
  checkListener(callback);
  // The same function may be given twice.
  const own = (): void => callback();
  if (callbacks.size === 0) signal.addEventListener('abort', callAll, { once: true });
  callbacks.add(own);
  // Node keeps a signal of AbortSignal.any() or timeout() in memory as long as it has a listener.
  return () => {
    if (callbacks.delete(own) && callbacks.size === 0) signal.removeEventListener('abort', callAll);
  };
}

function heed(signal: AbortSignal): Heeded {
  const callbacks = new Set<() => void>();
  const callAll = (): void => {
    for (const callback of callbacks) call(callback);
    callbacks.clear();
  };
  const heeded = { callbacks, callAll };
  heededOf.set(signal, heeded);
  return heeded;
}

// As with listeners of their own: an error of one is uncaught, and the others are called all the same.
function call(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
