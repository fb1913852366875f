// One thread for each request under way. After CPython's ThreadingMixIn.
import { THREADING_OPTIONS, threadingPolicy } from './host/crew-options.js';
import type { ThreadingOptions } from './host/crew-options.js';
import { hosted } from './host/hosted.js';
import type { ServerClass, WithOptions } from './mixin.js';

/**
 * Handles each request on a thread of its own. A thread costs about 20 ms and 10 MB to start, so that
 * finished ones are kept for the next request. The handler names its module (`static source`). Its options
 * are {@link ThreadingOptions}, in the third argument of the constructor.
 */
export const ThreadingMixIn = <Base extends ServerClass>(
  Base: Base,
): WithOptions<Base, ThreadingOptions> =>
  hosted<Base, ThreadingOptions>(Base, {
    host: 'thread',
    policyOf: threadingPolicy,
    optionNames: THREADING_OPTIONS,
    isDaemon: ({ daemonThreads }, server) =>
      daemonThreads ??
      (server as { constructor: { daemonThreads?: boolean } }).constructor.daemonThreads ??
      false,
  });
