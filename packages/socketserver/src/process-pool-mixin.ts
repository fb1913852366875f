// A bounded number of processes, which follows the time that requests wait.
import { PROCESS_POOL_OPTIONS, poolPolicy } from './host/crew-options.js';
import type { ProcessPoolOptions } from './host/crew-options.js';
import { crewStrategy } from './host/crew-strategy.js';
import type { HasChildren, ServerClass, Elsewhere } from './mixin.js';
import { withStrategy } from './strategy/with-strategy.js';
import { withChildren } from './with-children.js';

const processPool = crewStrategy<ProcessPoolOptions>({
  name: 'process',
  optionNames: PROCESS_POOL_OPTIONS,
  policyOf: poolPolicy,
  graceMsOf: () => null,
});

/**
 * Handles requests in `minHosts` to `maxHosts` processes; further ones wait in a queue of `queueSize`. The
 * handler names its module (`static source`). Its options are {@link ProcessPoolOptions}, in the third argument of the
 * constructor; `stats().crew` tells whether the size fits.
 */
export const ProcessPoolMixIn = <Base extends ServerClass>(
  Base: Base,
): Elsewhere<Base, ProcessPoolOptions> & HasChildren =>
  withChildren(withStrategy(Base, processPool));
