// Assertions that several test files share.

import { readdirSync } from 'node:fs';
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

/** Descriptors with their events, in order of descriptor: what a batch says. */
export function summary(ready: readonly ReadyEntry[]): [fd: number, events: number][] {
  const pairs = ready.map(({ key, events }): [number, number] => [key.fd, events]);
  return pairs.toSorted(([a], [b]) => a - b);
}

/** How many descriptors this process has open. */
export function countDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Milliseconds that an action takes. */
export function elapsedMs(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** Milliseconds of processor time that this process spends while an action runs. */
export async function processorMs(action: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
