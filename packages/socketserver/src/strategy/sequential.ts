// The strategy of servers without a mixin: the serving thread handles one request at a time, as in CPython.
import { isPromise } from '../basics.js';
import type { Strategy, StrategyKind, StrategyServer } from './strategy.js';

const create = (side: StrategyServer): Strategy => ({
  graceMs: null,
  start: () => side.loadHandler(),
  submit: (request, clientAddress) => {
    const { server } = side;
    const finishing = server.finishRequest(request, clientAddress);
    if (isPromise(finishing)) return finishing.then(() => server.shutdownRequest(request));
    // The type is void, but an override may return a promise all the same.
    const ending: unknown = server.shutdownRequest(request);
    if (isPromise(ending)) return ending as PromiseLike<void>;
  },
  watch: () => {},
  stats: () => null,
  stop: async () => {},
});

/** Handles one request at a time. */
export const sequential: StrategyKind = { name: 'sequential', optionNames: [], create };
