// The way back to the event loop for a program that blocks its main thread, after InterruptedError and now and then.

import * as timers from 'node:timers';

// Taken once, and not from globalThis: a test runner's fake clock must not stop it.
const nextCheck = timers.setImmediate;

/**
 * Resolves once every signal that is pending has been heard: the listeners of `process.on('SIGINT')` and the like have
 * run. To be awaited after {@link InterruptedError}, before the call is made again.
 *
 * The event loop looks for signals where it polls (libuv's uv_run). A time-out may end before the next poll, and one
 * setImmediate, set in an I/O callback or after a top-level await, runs after a poll that is already past. Between two
 * of them there always is one.
 */
export async function hearSignals(): Promise<void> {
  await new Promise<void>((resolve) => void nextCheck(resolve));
  await new Promise<void>((resolve) => void nextCheck(resolve));
}
