// A bounded number of processes, which follows the time that requests wait.
import { POOL_OPTIONS, poolPolicy } from './host/crew-options.js';
import type { PoolOptions } from './host/crew-options.js';
import { hosted } from './host/hosted.js';
import type { HasChildren, ServerClass, WithOptions } from './mixin.js';

/**
 * Handles requests in `minHosts` to `maxHosts` processes; further ones wait in a queue of `queueSize`. The
 * handler names its module (`static source`). Its options are {@link PoolOptions}, in the third argument of the
 * constructor; `stats().crew` tells whether the size fits.
 */
export const ProcessPoolMixIn = <Base extends ServerClass>(
  Base: Base,
): WithOptions<Base, PoolOptions> & HasChildren =>
  hosted<Base, PoolOptions>(Base, {
    host: 'process',
    policyOf: poolPolicy,
    optionNames: POOL_OPTIONS,
    isDaemon: () => false,
  }) as WithOptions<Base, PoolOptions> & HasChildren;
