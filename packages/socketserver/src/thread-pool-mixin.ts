// A bounded number of threads, which follows the time that requests wait.
import { POOL_OPTIONS, poolPolicy } from './host/crew-options.js';
import type { PoolOptions } from './host/crew-options.js';
import { hosted } from './host/hosted.js';
import type { ServerClass, WithOptions } from './mixin.js';

/**
 * Handles requests on `minHosts` to `maxHosts` threads; further ones wait in a queue of `queueSize`. The
 * handler names its module (`static source`). Its options are {@link PoolOptions}, in the third argument of the
 * constructor; `stats().crew` tells whether the size fits.
 */
export const ThreadPoolMixIn = <Base extends ServerClass>(
  Base: Base,
): WithOptions<Base, PoolOptions> =>
  hosted<Base, PoolOptions>(Base, {
    host: 'thread',
    policyOf: poolPolicy,
    optionNames: POOL_OPTIONS,
    isDaemon: () => false,
  });
