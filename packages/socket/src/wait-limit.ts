// Until when one call may wait: the socket's own time-out, or for a socket without one what the kernel
// was told with SO_RCVTIMEO and SO_SNDTIMEO. wait-ready.ts does the waiting.
import {
  CLOCK_MONOTONIC,
  POLLIN,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  clockGettimeNs,
  getTimeLimitMs,
} from '@fdset/posix';
import type { SocketState } from './socket-state.js';
import { systemError, timeoutError } from './system-error.js';
import type { Awaited } from './verbs/attempt.js';

/** The kernel's clock, not a global that test runners replace. */
export const nowMs = (): number => Number(clockGettimeNs(CLOCK_MONOTONIC)) / 1e6;

// These go on after a call of the kernel's that took a part, and each such call has its limit anew.
const SEVERAL_CALLS = new Set(['sendall', 'sendfile']);

/** One call's limit. */
export class WaitLimit {
  readonly #state: SocketState;
  readonly #awaited: Awaited;
  readonly #option: number;
  /** Of the kernel's limit; undefined until it was asked for, null when there is none. */
  #kernelMs: number | null | undefined;
  #deadline: number | null;
  #hasMoved = false;

  constructor(state: SocketState, awaited: Awaited) {
    this.#state = state;
    this.#awaited = awaited;
    this.#option = (awaited.events & POLLIN) === 0 ? SO_SNDTIMEO : SO_RCVTIMEO;
    this.#deadline = state.timeoutMs === null ? null : nowMs() + state.timeoutMs;
  }

  /**
   * What is left for waiting for `fd`, the socket; null: for ever.
   * @throws {SocketTimeoutError} ETIMEDOUT when the time-out has passed
   * @throws {BlockingIOError} EAGAIN when the kernel's limit has
   */
  remainingMs(fd: number, now: number): number | null {
    if (this.#state.timeoutMs === null && this.#kernelMs === undefined) this.#askKernel(fd, now);
    if (this.#deadline !== null && now >= this.#deadline) this.#renew(now);
    return this.#deadline === null ? null : this.#deadline - now;
  }

  /** The same for waiting for something else meanwhile, of which the kernel's options say nothing. */
  ownRemainingMs(now: number): number | null {
    return this.#state.timeoutMs === null ? null : this.remainingMs(-1, now);
  }

  /** Something was moved. */
  progressed(): void {
    this.#hasMoved = true;
  }

  #askKernel(fd: number, now: number): void {
    this.#kernelMs = getTimeLimitMs(fd, this.#option);
    if (this.#kernelMs !== null) this.#deadline = now + this.#kernelMs;
  }

  #renew(now: number): void {
    const { timeoutMs } = this.#state;
    const { call, address } = this.#awaited;
    if (timeoutMs !== null) throw timeoutError(call, timeoutMs, address);
    if (!this.#hasMoved || !SEVERAL_CALLS.has(call)) throw systemError('EAGAIN', call, address);
    this.#hasMoved = false;
    this.#deadline = now + (this.#kernelMs ?? 0);
  }
}
