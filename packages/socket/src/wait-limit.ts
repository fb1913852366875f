// How long one call may wait: up to the socket's own time-out or the limit of its direction, or without any up to SO_RCVTIMEO or
// SO_SNDTIMEO.
// wait-ready.ts does the waiting.
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

/** The time on the kernel's clock, because test runners replace the global clocks. */
export const nowMs = (): number => Number(clockGettimeNs(CLOCK_MONOTONIC)) / 1e6;

// These verbs go on after a system call that took a part, and each system call has the kernel's limit anew.
const SEVERAL_CALLS = new Set(['sendall', 'sendfile']);

const shorter = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** The limit of one call. */
export class WaitLimit {
  readonly #awaited: Awaited;
  readonly #option: number;
  /** The socket's own limit. */
  readonly #ownMs: number | null;
  /** The kernel's limit; undefined until the kernel was asked, null when there is none. */
  #kernelMs: number | null | undefined;
  #deadline: number | null;
  #hasMoved = false;

  constructor(state: SocketState, awaited: Awaited) {
    this.#awaited = awaited;
    const sends = (awaited.events & POLLIN) === 0;
    this.#option = sends ? SO_SNDTIMEO : SO_RCVTIMEO;
    this.#ownMs = shorter(state.timeoutMs, sends ? state.writeLimitMs : state.readLimitMs);
    this.#deadline = this.#ownMs === null ? null : nowMs() + this.#ownMs;
  }

  /**
   * The remaining time to wait for the socket `fd`; null means for ever.
   * @throws {SocketTimeoutError} ETIMEDOUT when the time-out has passed
   * @throws {BlockingIOError} EAGAIN when the kernel's limit has passed
   */
  remainingMs(fd: number, now: number): number | null {
    if (this.#ownMs === null && this.#kernelMs === undefined) this.#askKernel(fd, now);
    if (this.#deadline !== null && now >= this.#deadline) this.#renew(now);
    return this.#deadline === null ? null : this.#deadline - now;
  }

  /** The remaining time to wait for another descriptor, for which the kernel's limit does not count. */
  ownRemainingMs(now: number): number | null {
    return this.#ownMs === null ? null : this.remainingMs(-1, now);
  }

  /** Called when a try has moved bytes. */
  progressed(): void {
    this.#hasMoved = true;
  }

  #askKernel(fd: number, now: number): void {
    this.#kernelMs = getTimeLimitMs(fd, this.#option);
    if (this.#kernelMs !== null) this.#deadline = now + this.#kernelMs;
  }

  #renew(now: number): void {
    const { call, address } = this.#awaited;
    if (this.#ownMs !== null) throw timeoutError(call, this.#ownMs, address);
    if (!this.#hasMoved || !SEVERAL_CALLS.has(call)) throw systemError('EAGAIN', call, address);
    this.#hasMoved = false;
    this.#deadline = now + (this.#kernelMs ?? 0);
  }
}
