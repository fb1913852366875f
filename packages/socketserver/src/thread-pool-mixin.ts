// A bounded number of threads, which follows the time that requests wait.
import { POOL_OPTIONS, poolPolicy } from './host/crew-options.js';
import type { PoolOptions } from './host/crew-options.js';
import { crewStrategy } from './host/crew-strategy.js';
import type { ServerClass, Elsewhere } from './mixin.js';
import { withStrategy } from './strategy/with-strategy.js';

const threadPool = crewStrategy<PoolOptions>({
  name: 'thread',
  optionNames: POOL_OPTIONS,
  policyOf: poolPolicy,
  graceMsOf: () => null,
});

/**
 * Handles requests on `minHosts` to `maxHosts` threads; further ones wait in a queue of `queueSize`. The
 * handler names its module (`static source`). Its options are {@link PoolOptions}, in the third argument of the
 * constructor; `stats().crew` tells whether the size fits.
 */
export const ThreadPoolMixIn = <Base extends ServerClass>(
  Base: Base,
): Elsewhere<Base, PoolOptions> => withStrategy(Base, threadPool);
