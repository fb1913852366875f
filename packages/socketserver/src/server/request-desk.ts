// Takes the requests of one server from the transport while accepting is open, and counts their beginnings and ends.
// request-taker.ts takes each of them through the hooks.
import type { AsyncResource } from 'node:async_hooks';
import type { Address } from '@fdset/socket';
import { requestContext } from '../handler/run-handler.js';
import type { StrategyServer } from '../strategy/strategy.js';
import type { Transport } from '../transport/transport.js';
import type { Taken } from './accept-loop.js';
import { Accepting } from './accepting.js';
import type { HookedServer } from './server-hooks.js';
import { RequestLedger } from './request-ledger.js';
import type { RequestEnd, RequestRecord } from './request-ledger.js';
import { RequestTaker } from './request-taker.js';
import { Counters } from './server-stats.js';

/** The ledger, the counters and the accepting of one server. */
export class RequestDesk<Request> {
  readonly ledger = new RequestLedger((record, end) => this.#ended(record, end));
  readonly counters = new Counters();
  readonly accepting: Accepting;
  readonly taker: RequestTaker<Request>;
  readonly #server: HookedServer<Request>;

  /**
   * @param transport - returns the server's transport, which is made after this object
   * @param onOpen - is called when accepting pauses and when it goes on
   */
  constructor(
    server: HookedServer<Request>,
    transport: () => Transport<Request>,
    onOpen: (open: boolean) => void,
  ) {
    this.#server = server;
    this.accepting = new Accepting(server, this.counters, onOpen);
    this.taker = new RequestTaker(server, this.ledger, this.counters, transport);
  }

  /** Takes one waiting request. @throws an error of accept(2) that ends the serving */
  take(): Taken {
    const context = requestContext();
    return context.runInAsyncScope(() => this.#take(context));
  }

  #take(context: AsyncResource): Taken {
    let taken: [Request, Address | null] | null;
    try {
      taken = this.#server.getRequest();
    } catch (error) {
      this.accepting.failed(error);
      return 'taken';
    }
    if (taken === null) return 'none';
    this.accepting.succeeded();
    const result = this.taker.take(...taken, context);
    const { maxConnections } = this.#server.limits;
    if (maxConnections !== null && this.ledger.size >= maxConnections)
      this.accepting.pause('maxConnections');
    return result;
  }

  #ended(record: RequestRecord, end: RequestEnd): void {
    this.taker.ended(record, end);
    this.accepting.released();
    const { maxConnections } = this.#server.limits;
    if (maxConnections !== null && this.ledger.size < maxConnections)
      this.accepting.resume('maxConnections');
  }
}

type ServerPart<Request> = Pick<StrategyServer<Request>, 'server' | 'handler' | 'loadHandler'>;

/** A server as its strategy sees it. */
export const strategyServer = <Request>(
  own: ServerPart<Request>,
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
