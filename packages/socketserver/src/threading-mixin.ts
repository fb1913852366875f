// One thread for each request under way. After CPython's ThreadingMixIn.
import { THREADING_OPTIONS, threadingPolicy } from './host/crew-options.js';
import type { ThreadingOptions } from './host/crew-options.js';
import { crewStrategy } from './host/crew-strategy.js';
import type { ServerClass, Elsewhere } from './mixin.js';
import { checkFlag } from './server-options.js';
import { withStrategy } from './strategy/with-strategy.js';

const threading = crewStrategy<ThreadingOptions>({
  name: 'thread',
  optionNames: THREADING_OPTIONS,
  policyOf: threadingPolicy,
  graceMsOf: ({ daemonThreads }, server) => {
    const own = server.constructor as { daemonThreads?: boolean };
    return (checkFlag(daemonThreads, 'daemonThreads') ?? own.daemonThreads ?? false) ? 0 : null;
  },
});

/**
 * Handles each request on a thread of its own. A thread costs about 20 ms and 10 MB to start, so that
 * finished ones are kept for the next request. The handler names its module (`static source`). Its options
 * are {@link ThreadingOptions}, in the third argument of the constructor.
 */
export const ThreadingMixIn = <Base extends ServerClass>(
  Base: Base,
): Elsewhere<Base, ThreadingOptions> => withStrategy(Base, threading);
