// One request at a time, in the thread that serves: what a server does without a mixin, as in CPython.
import { isPromise } from '../basics.js';
import type { Strategy, StrategyKind, StrategyServer } from './strategy.js';

const create = (side: StrategyServer): Strategy => ({
  graceMs: null,
  start: () => side.loadHandler(),
  submit: (request, clientAddress) => {
    const { server } = side;
    const finishing = server.finishRequest(request, clientAddress);
    if (isPromise(finishing)) return finishing.then(() => server.shutdownRequest(request));
    // Void says that nothing is awaited by the type; an override may be asynchronous all the same.
    const ending: unknown = server.shutdownRequest(request);
    if (isPromise(ending)) return ending as PromiseLike<void>;
  },
  watch: () => {},
  stats: () => null,
  stop: async () => {},
});

/** In turn. */
export const sequential: StrategyKind = { name: 'sequential', optionNames: [], create };
