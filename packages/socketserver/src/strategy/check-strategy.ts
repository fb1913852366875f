// What somebody else has written for a strategy: a part that it lacks would be missed in the middle of a request.
import { argTypeError } from '@fdset/posix';
import type { Strategy, StrategyKind } from './strategy.js';

const CALLS = ['start', 'submit', 'watch', 'stats', 'stop'] as const satisfies (keyof Strategy)[];

/**
 * What a mixin chooses.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkKind = (kind: unknown): void => {
  const { name, optionNames, create } = (kind ?? {}) as Partial<StrategyKind>;
  if (typeof name === 'string' && Array.isArray(optionNames) && typeof create === 'function')
    return;
  throw argTypeError(
    "withStrategy takes a class of servers and { name: 'mine', optionNames: [], create: (server, options) => strategy }",
  );
};

/**
 * What `create` gave.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkStrategy = (strategy: Strategy, { name }: StrategyKind): Strategy => {
  const missing = CALLS.find((call) => typeof (strategy ?? {})[call] !== 'function');
  if (missing !== undefined)
    throw argTypeError(`create() of the strategy '${name}' must give an object with ${missing}()`);
  const { graceMs } = strategy;
  if (graceMs === null || typeof graceMs === 'number') return strategy;
  throw argTypeError(`graceMs of the strategy '${name}' must be a number of ms, or null`);
};
