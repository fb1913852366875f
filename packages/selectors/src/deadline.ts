// Deadlines and rounding, in one place for blocking and asynchronous waits: those end late by up to
// a millisecond, never early. Time-outs come checked, from wait-arguments.

import { clocks } from './clocks.js';

// epoll_wait and poll take an int of milliseconds, Node's timers the same range.
const MAX_WAIT_MS = 2 ** 31 - 1;

/** When a wait of a checked time-out ends, on the kernel's monotonic clock. */
export function deadlineAfter(timeoutMs: number): number {
  // Waiting for ever and not at all need no clock; both are what busy loops use.
  return timeoutMs > 0 && timeoutMs < Infinity ? clocks.monotonicMs() + timeoutMs : timeoutMs;
}

/** Milliseconds left until a deadline; `<= 0` once it has passed. */
export function remainingMs(deadline: number): number {
  return deadline > 0 && deadline < Infinity ? deadline - clocks.monotonicMs() : deadline;
}

/** Remaining time as a system call or a timer takes it: rounded up and clamped, `null` for ever. */
export function waitableMs(remaining: number): number | null {
  if (remaining === Infinity) return null;
  return remaining > 0 ? Math.min(Math.ceil(remaining), MAX_WAIT_MS) : 0;
}
