// Recognizes shortages of descriptors, memory or processes. A shortage may be over in a moment, so a request waits instead
// of being refused.
import { readdirSync, readFileSync } from 'node:fs';
import { clearTimeout, setTimeout } from 'node:timers';
import { RETRY_MS } from './worker.js';

const SHORTAGES = new Set<unknown>([
  'EAGAIN',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'ETOOMANYREFS',
  // Node's error when the event loop of a worker thread finds no descriptor.
  'ERR_WORKER_INIT_FAILED',
]);
const DEEPEST_CAUSE = 8;

/** Whether an error or one of its causes is a shortage. */
export const isShortage = (error: unknown): boolean => {
  let cause = error as { code?: unknown; cause?: unknown } | null | undefined;
  for (let depth = 0; depth < DEEPEST_CAUSE && typeof cause === 'object'; depth++) {
    if (cause === null) return false;
    if (SHORTAGES.has(cause.code)) return true;
    cause = cause.cause as typeof cause;
  }
  return false;
};

/** About as many descriptors as a worker has open at once while it loads its modules. */
const FEW_DESCRIPTORS = 32;

/**
 * Whether this process has fewer descriptors left than a thread needs to start. The error of a thread that found none may
 * be any: Node treats a package.json that it could not open as missing, and then reports a syntax error in a module.
 */
export const hasFewDescriptors = (): boolean => {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const most = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity);
    const open = readdirSync('/proc/self/fd').filter((fd) => Number(fd) < most);
    return most - open.length < FEW_DESCRIPTORS;
  } catch (error) {
    return isShortage(error);
  }
};

/**
 * What to do when a request could not be handed to a worker. `later`: try any idle worker after a while; `elsewhere`: the
 * worker has gone, so try another one; `never`: another try would not help.
 */
export type Retry = 'later' | 'elsewhere' | 'never';

// ERR_FDSET_CLOSED means that the channel to the worker is closed already.
const GONE = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ENOTCONN', 'ERR_FDSET_CLOSED']);

/** Whether and where to try again after this error of a hand-over. */
export const chooseRetry = (error: unknown): Retry => {
  if (isShortage(error)) return 'later';
  return GONE.has((error as { code?: unknown } | null)?.code) ? 'elsewhere' : 'never';
};

/** Delays hand-overs while the kernel has no room for a message. The error is reported once until a hand-over succeeds. */
export class HandOverBackoff {
  readonly #onError: (error: unknown) => void;
  readonly #onRetry: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isFailing = false;
  #concernsAll = false;

  constructor(onError: (error: unknown) => void, onRetry: () => void) {
    this.#onError = onError;
    this.#onRetry = onRetry;
  }

  /** Whether no worker gets a request now. */
  get isWaiting(): boolean {
    return this.#timer !== null && this.#concernsAll;
  }

  /** @param whom - whether all workers wait, or only the one that could not take a request, which the caller knows */
  begin(error: unknown, whom: 'all' | 'worker'): void {
    if (!this.#isFailing) this.#onError(error);
    this.#isFailing = true;
    this.#concernsAll = whom === 'all';
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#onRetry();
    }, RETRY_MS);
  }

  succeeded(): void {
    this.#isFailing = false;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
