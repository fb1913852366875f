// One process for each request. After CPython's ForkingMixIn.
import { FORKING_OPTIONS, forkingPolicy } from './host/crew-options.js';
import type { ForkingOptions } from './host/crew-options.js';
import { crewStrategy } from './host/crew-strategy.js';
import type { HasChildren, ServerClass, Elsewhere } from './mixin.js';
import { withStrategy } from './strategy/with-strategy.js';
import { withChildren } from './with-children.js';

const forking = crewStrategy<ForkingOptions>({
  name: 'process',
  optionNames: FORKING_OPTIONS,
  policyOf: forkingPolicy,
  graceMsOf: () => null,
});

/**
 * Handles each request in a process of its own, which ends afterwards: a child of a fork server, or, with
 * `startMethod: 'spawn'`, a process that is started for it; `spareChildren` of them are made ahead. The handler
 * names its module (`static source`).
 * Its options are {@link ForkingOptions}, in the third argument of the constructor; `activeChildren` are the
 * process ids.
 */
export const ForkingMixIn = <Base extends ServerClass>(
  Base: Base,
): Elsewhere<Base, ForkingOptions> & HasChildren => withChildren(withStrategy(Base, forking));
