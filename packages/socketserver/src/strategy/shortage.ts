// What has run out, and may be there again in a moment: a reason to wait, and none to turn a client away.
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
  // A worker's event loop found no descriptor.
  'ERR_WORKER_INIT_FAILED',
]);
const DEEPEST_CAUSE = 8;

/** Whether an error, or what caused it, says that something has run out. */
export const isShortage = (error: unknown): boolean => {
  let cause = error as { code?: unknown; cause?: unknown } | null | undefined;
  for (let depth = 0; depth < DEEPEST_CAUSE && typeof cause === 'object'; depth++) {
    if (cause === null) return false;
    if (SHORTAGES.has(cause.code)) return true;
    cause = cause.cause as typeof cause;
  }
  return false;
};

/** About as many as a worker has open at once while it loads its modules. */
const FEW = 32;

/**
 * Whether this process has fewer descriptors left than a thread needs to start. Of one that found none Node tells
 * anything: a package.json that it could not open counts as missing, and what is wrong then is the syntax of a module.
 */
export const hasFewDescriptors = (): boolean => {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const most = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity);
    const open = readdirSync('/proc/self/fd').filter((fd) => Number(fd) < most);
    return most - open.length < FEW;
  } catch (error) {
    return isShortage(error);
  }
};

// What to do when a request could not be given to a worker: each cause asks for something else.

/** `later`: to whoever is idle then; `elsewhere`: the worker has gone; `never`: it would not help. */
export type Retry = 'later' | 'elsewhere' | 'never';

// ERR_FDSET_CLOSED: the socket to it is closed already.
const GONE = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ENOTCONN', 'ERR_FDSET_CLOSED']);

/** When to try again after this error of a hand-over. */
export const retryOf = (error: unknown): Retry => {
  if (isShortage(error)) return 'later';
  return GONE.has((error as { code?: unknown } | null)?.code) ? 'elsewhere' : 'never';
};

/** Hand-overs wait while the kernel has no room for a message: told once until one succeeds. */
export class HandingOver {
  readonly #onError: (error: unknown) => void;
  readonly #onRetry: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isFailing = false;

  constructor(onError: (error: unknown) => void, onRetry: () => void) {
    this.#onError = onError;
    this.#onRetry = onRetry;
  }

  get rests(): boolean {
    return this.#timer !== null;
  }

  rest(error: unknown): void {
    if (!this.#isFailing) this.#onError(error);
    this.#isFailing = true;
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
