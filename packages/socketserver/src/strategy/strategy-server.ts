// A server as its strategy sees it: a door to its desk.
import type { RequestDesk } from '../request-desk.js';
import type { StrategyServer } from './strategy.js';

type OfServer<Request> = Pick<StrategyServer<Request>, 'server' | 'handler' | 'loadHandler'>;

/** Opens the door. */
export const strategyServer = <Request>(
  own: OfServer<Request>,
  { ledger, taker, accepting }: RequestDesk<Request>,
): StrategyServer<Request> => ({
  ...own,
  end: (record, end) => ledger.end(record, end),
  fail: (request, record, error, phase) => taker.fail(request, record, error, phase),
  reject: (request, record, reason) => taker.reject(request, record, reason),
  close: (request, record) => taker.close(request, record),
  limit: (record, timeoutMs, onLate) => ledger.limit(record, timeoutMs, onLate),
  abort: (record, reason) => ledger.abort(record, reason),
  publishError: (error, phase) => taker.publishError(error, phase),
  pause: (reason) => accepting.pause(reason),
  resume: (reason) => accepting.resume(reason),
});
