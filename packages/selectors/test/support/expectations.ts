// Assertions that several test files share.

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

import type { ReadyEntry } from '../../src/index.js';

type ErrorClass = abstract new (...args: never[]) => Error;

/** The error that a function throws, checked for its class and code. */
export function expectThrow(action: () => unknown, type: ErrorClass, code: string): Error {
  try {
    action();
  } catch (error) {
    return expectError(error, type, code);
  }
  throw new Error(`Nothing was thrown; expected ${code}`);
}

/** The error that a promise is rejected with, checked for its class and code. */
export async function expectReject(
  promise: Promise<unknown>,
  type: ErrorClass,
  code: string,
): Promise<Error> {
  const outcome = await promise.then(
    () => new Error('nothing'),
    (error: unknown) => error,
  );
  return expectError(outcome, type, code);
}

function expectError(error: unknown, type: ErrorClass, code: string): Error {
  expect(error).toBeInstanceOf(type);
  expect((error as { code?: unknown }).code).toBe(code);
  return error as Error;
}

/** The descriptors and events of a batch, sorted by descriptor. */
export function summary(ready: readonly ReadyEntry[]): [fd: number, events: number][] {
  const pairs = ready.map(({ key, events }): [number, number] => [key.fd, events]);
  return pairs.toSorted(([a], [b]) => a - b);
}

/** How long an action takes, in ms. */
export function elapsedMs(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** How often this thread has given up its processor to wait. */
export function switchesOfOwnAccord(): number {
  const status = readFileSync('/proc/thread-self/status', 'latin1');
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]);
}

/** More turns of the event loop than any wait needs, and far fewer than one that spins makes. */
export const MOST_TURNS = 50;

const ATTEMPTS = 5;

/** How many turns the event loop makes while an action runs. A wait that spins makes thousands. */
export async function turnsDuring(action: () => unknown): Promise<number> {
  const { uvMetricsInfo: before } = performance.nodeTiming;
  await action();
  return performance.nodeTiming.uvMetricsInfo.loopCount - before.loopCount;
}

/** The least result of `turnsDuring` in some attempts. The test runner's own messages take turns of the loop as well. */
export async function fewestTurnsDuring(action: () => unknown): Promise<number> {
  let fewest = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && fewest >= MOST_TURNS; attempt++)
    fewest = Math.min(fewest, await turnsDuring(action));
  return fewest;
}
