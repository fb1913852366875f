// The strategy of asynchronous servers: handlers run on the event loop of the serving thread, many at once, each in the
// asynchronous context of its own request.
import { runAsyncHandler } from '../handler/run-handler.js';
import { sequential } from './sequential.js';
import type { StrategyKind } from './strategy.js';

/** Handles all requests at once. The server awaits each of them as a sequential server does, and takes others meanwhile. */
export const asynchronous: StrategyKind = {
  name: 'async',
  optionNames: [],
  runHandler: runAsyncHandler,
  create: (side, options) => ({ ...sequential.create(side, options), isConcurrent: true }),
};
