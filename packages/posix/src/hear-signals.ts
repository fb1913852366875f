// Lets the event loop run the listeners of signals, for a program that blocks its main thread.

import * as timers from 'node:timers';

// This is not the function of globalThis, because a test runner's fake clock must not stop it.
const nextCheck = timers.setImmediate;

/**
 * Resolves when the listeners of every pending signal, such as those of `process.on('SIGINT')`, have run. Await it after an
 * {@link InterruptedError}, before you repeat the call.
 *
 * The event loop checks signals when it polls (libuv's uv_run). A time-out may end before the next poll, and one
 * setImmediate, set in an I/O callback or after a top-level await, runs without a further poll. Between two of them there
 * always is a poll.
 */
export async function hearSignals(): Promise<void> {
  await new Promise<void>((resolve) => void nextCheck(resolve));
  await new Promise<void>((resolve) => void nextCheck(resolve));
}
