// Deadlines and rounding, in one place for blocking and asynchronous waits: those end late by up to
// a millisecond, never early. Time-outs come checked, from wait-arguments.

import { clocks } from './clocks.js';

// epoll_wait(2), poll(2) and Node's timers take an int of milliseconds.
const MAX_WAIT_MS = 2 ** 31 - 1;

/** The end of a wait with a checked time-out, on the kernel's monotonic clock. */
export function deadlineAfter(timeoutMs: number): number {
  // Waiting for ever and polling need no clock, and busy loops use both.
  return timeoutMs > 0 && timeoutMs < Infinity ? clocks.monotonicMs() + timeoutMs : timeoutMs;
}

/** Milliseconds left until a deadline; `<= 0` once it has passed. */
export function remainingMs(deadline: number): number {
  return deadline > 0 && deadline < Infinity ? deadline - clocks.monotonicMs() : deadline;
}

/** The remaining time for a system call or a timer: rounded up and clamped; `null` means for ever. */
export function waitableMs(remaining: number): number | null {
  if (remaining === Infinity) return null;
  return remaining > 0 ? Math.min(Math.ceil(remaining), MAX_WAIT_MS) : 0;
}
