// The mixins: each chooses a strategy for a class of servers, and does nothing else.
import { checkBoolean } from '@fdset/posix';
import { asynchronous } from './strategy/async.js';
import {
  FORKING_OPTIONS,
  POOL_OPTIONS,
  PROCESS_POOL_OPTIONS,
  THREADING_OPTIONS,
} from './strategy/pool-options.js';
import type {
  ForkingOptions,
  PoolOptions,
  ProcessPoolOptions,
  ThreadingOptions,
} from './strategy/pool-options.js';
import { forkingPolicy, poolPolicy, threadingPolicy } from './strategy/pool-policy.js';
import { poolStrategy, PoolStrategy } from './strategy/pool-strategy.js';
import { withStrategy } from './strategy/with-strategy.js';
import type { Elsewhere, HasChildren, OnLoop, ServerClass } from './strategy/with-strategy.js';

// Many requests at once on the event loop of the serving thread.

/**
 * Handles all requests on the event loop of this thread, many at once, each in an asynchronous context of its own. `handle()`
 * has to be asynchronous; a synchronous one is refused by its type, and with ERR_FDSET_SYNC_HANDLER.
 */
export const AsyncMixIn = <Base extends ServerClass>(Base: Base): OnLoop<Base> =>
  withStrategy(Base, asynchronous);

// One thread for each request under way. After CPython's ThreadingMixIn.

const threading = poolStrategy<ThreadingOptions>({
  name: 'thread',
  optionNames: THREADING_OPTIONS,
  policyOf: threadingPolicy,
  graceMsOf: ({ daemonThreads }, server) => {
    const own = server.constructor as { daemonThreads?: boolean };
    const isDaemon =
      daemonThreads === undefined
        ? own.daemonThreads
        : checkBoolean(daemonThreads, 'daemonThreads');
    return isDaemon ? 0 : null;
  },
});

/**
 * Handles each request on a thread of its own. A thread costs about 20 ms and 10 MB to start, so an idle thread is
 * kept for the next request, and a request waits `growAfterMs` for one before another is started. The handler names its
 * module (`static source`). The third argument of the constructor takes {@link ThreadingOptions}.
 */
export const ThreadingMixIn = <Base extends ServerClass>(
  Base: Base,
): Elsewhere<Base, ThreadingOptions> => withStrategy(Base, threading);

// A pool of threads, which grows while requests wait too long.

const threadPool = poolStrategy<PoolOptions>({
  name: 'thread',
  optionNames: POOL_OPTIONS,
  policyOf: poolPolicy,
  graceMsOf: () => null,
});

/**
 * Handles requests on `minWorkers` to `maxWorkers` threads; further requests wait in a queue of `queueSize`. The
 * handler names its module (`static source`). The third argument of the constructor takes {@link PoolOptions}.
 * `stats().pool` shows whether the pool has the right size.
 */
export const ThreadPoolMixIn = <Base extends ServerClass>(
  Base: Base,
): Elsewhere<Base, PoolOptions> => withStrategy(Base, threadPool);

// One process for each request. After CPython's ForkingMixIn.

const forking = poolStrategy<ForkingOptions>({
  name: 'process',
  optionNames: FORKING_OPTIONS,
  policyOf: forkingPolicy,
  graceMsOf: () => null,
});

/**
 * Handles each request in a process of its own, which ends afterwards. The process is a child of a fork server or,
 * with `startMethod: 'spawn'`, a new Node process; `spareChildren` of them are started ahead. The handler names its
 * module (`static source`). The third argument of the constructor takes {@link ForkingOptions}. `activeChildren`
 * lists the process ids.
 */
export const ForkingMixIn = <Base extends ServerClass>(
  Base: Base,
): Elsewhere<Base, ForkingOptions> & HasChildren => withChildren(withStrategy(Base, forking));

// A pool of processes, which grows while requests wait too long.

const processPool = poolStrategy<ProcessPoolOptions>({
  name: 'process',
  optionNames: PROCESS_POOL_OPTIONS,
  policyOf: poolPolicy,
  graceMsOf: () => null,
});

/**
 * Handles requests in `minWorkers` to `maxWorkers` processes; further requests wait in a queue of `queueSize`. The
 * handler names its module (`static source`). The third argument of the constructor takes {@link ProcessPoolOptions}.
 * `stats().pool` shows whether the pool has the right size.
 */
export const ProcessPoolMixIn = <Base extends ServerClass>(
  Base: Base,
): Elsewhere<Base, ProcessPoolOptions> & HasChildren =>
  withChildren(withStrategy(Base, processPool));

/** Adds `activeChildren` to a class of servers that handles requests in processes. */
export const withChildren = <Base extends ServerClass>(Base: Base): Base & HasChildren => {
  abstract class WithChildren extends Base {
    get activeChildren(): number[] {
      const { handling } = this;
      return handling instanceof PoolStrategy ? handling.pids : [];
    }
  }
  return WithChildren;
};
