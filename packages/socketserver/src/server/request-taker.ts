// Takes one request through the hooks, and sees to it that whatever they do the request is accounted
// for and closed. After CPython's _handle_request_noblock.
import { executionAsyncId } from 'node:async_hooks';
import type { AsyncResource } from 'node:async_hooks';
import type { Address } from '@fdset/socket';
import { isPromise, nowMs, shown } from '../basics.js';
import type { Transport } from '../transport/transport.js';
import type { Taken } from './accept-loop.js';
import type { HookedServer } from './server-hooks.js';
import { isDisconnect } from './request-errors.js';
import type { ErrorPhase } from './request-errors.js';
import type { RequestEnd, RequestLedger, RequestRecord } from './request-ledger.js';
import { publish } from './server-events.js';
import { asyncVerify } from './server-life.js';
import type { Counters } from './server-stats.js';
import { untilAborted } from './until-aborted.js';

/** The requests of one server, from getRequest to the ledger. */
export class RequestTaker<Request> {
  readonly #server: HookedServer<Request>;
  readonly #ledger: RequestLedger;
  readonly #counters: Counters;
  readonly #transport: () => Transport<Request>;
  /** Of requests that processRequest was not done with when it returned. */
  readonly #records = new WeakMap<object, RequestRecord>();
  #current: RequestRecord | null = null;
  #currentRequest: Request | null = null;

  /** @param transport - gives that of the server, which is made after this */
  constructor(
    server: HookedServer<Request>,
    ledger: RequestLedger,
    counters: Counters,
    transport: () => Transport<Request>,
  ) {
    this.#server = server;
    this.#ledger = ledger;
    this.#counters = counters;
    this.#transport = transport;
  }

  /** The record of a request that is being processed. */
  recordOf(request: Request): RequestRecord | undefined {
    if (request === this.#currentRequest && this.#current !== null) return this.#current;
    return this.#records.get(request as object);
  }

  /** Takes what getRequest gave; errors of accept(2) are the caller's. */
  take(request: Request, clientAddress: Address | null, context: AsyncResource): Taken {
    const server = this.#server;
    const record = this.#ledger.begin(clientAddress, context, server.limits.requestTimeoutMs);
    record.abort = () => this.#abort(request, record);
    this.#counters.accepted++;
    publish('fdset:server:request:start', () => ({ server, id: record.id, clientAddress }));
    if (!this.#isWithinLimit(request, record) || !this.#verify(request, record)) return 'taken';
    return this.#process(request, record);
  }

  /** Refuses a request: closes it and counts it. */
  reject(request: Request, record: RequestRecord, reason: string): void {
    const { clientAddress } = record;
    within(record, () => {
      publish('fdset:server:reject', () => ({ server: this.#server, reason, clientAddress }));
      this.#shutdown(request, record);
      this.#ledger.end(record, 'rejected');
    });
  }

  /** Reports an error of a request, or that its client has gone, and ends it. */
  fail(request: Request, record: RequestRecord, error: unknown, phase: ErrorPhase): void {
    // What ended a worker may be an error of another connection's.
    const gone = (phase !== 'worker' && isDisconnect(error)) || record.abortReason !== null;
    within(record, () => {
      if (gone) this.#disconnected(record, error);
      else this.report(request, record.clientAddress, error, phase);
      // Where it was handed over it was shut down as well.
      if (!record.handedOver) this.#shutdown(request, record);
      this.#ledger.end(record, gone ? 'disconnected' : 'failed');
    });
  }

  /** Counts and publishes the end of a request. */
  ended(record: RequestRecord, end: RequestEnd): void {
    this.#counters.ends[end]++;
    const { id, clientAddress, startedAt, abortReason } = record;
    const durationMs = nowMs() - startedAt;
    within(record, () =>
      publish('fdset:server:request:end', () => {
        return { server: this.#server, id, clientAddress, end, durationMs, abortReason };
      }),
    );
  }

  /** Calls closeRequest for a request that was handed over. */
  close(request: Request, record: RequestRecord): void {
    const close = (): void => this.#server.closeRequest(request);
    within(record, () => this.#quietly(close, request, record.clientAddress));
  }

  /** Publishes an error that is no request's. */
  publishError(error: unknown, phase: ErrorPhase, clientAddress: Address | null = null): void {
    publish('fdset:server:error', () => ({ server: this.#server, phase, error, clientAddress }));
  }

  /** Publishes an error and hands it to handleError; what that throws goes to stderr. */
  report(request: Request, clientAddress: Address | null, error: unknown, phase: ErrorPhase): void {
    this.publishError(error, phase, clientAddress);
    try {
      const handling: unknown = this.#server.handleError(request, clientAddress, error, { phase });
      if (isPromise(handling)) handling.then(undefined, warn);
    } catch (cause) {
      warn(cause);
    }
  }

  #isWithinLimit(request: Request, record: RequestRecord): boolean {
    const { maxConnectionsPerPeer: most } = this.#server.limits;
    if (most === null) return true;
    try {
      const peer = this.#transport().peerOf(request, record.clientAddress);
      if (peer === null || this.#ledger.countFor(record, peer) <= most) return true;
    } catch (error) {
      // The request is whatever getRequest gave.
      this.fail(request, record, error, 'verify');
      return false;
    }
    this.reject(request, record, 'maxConnectionsPerPeer');
    return false;
  }

  #verify(request: Request, record: RequestRecord): boolean {
    try {
      const isWelcome: unknown = this.#server.verifyRequest(request, record.clientAddress);
      if (isPromise(isWelcome)) throw refused(isWelcome);
      if (isWelcome) return true;
    } catch (error) {
      this.fail(request, record, error, 'verify');
      return false;
    }
    this.reject(request, record, 'verifyRequest');
    return false;
  }

  #process(request: Request, record: RequestRecord): Taken {
    // A weak map of all of them was a tenth of a request's time, most of it in the garbage collector.
    this.#current = record;
    this.#currentRequest = request;
    try {
      const processing = this.#server.processRequest(request, record.clientAddress);
      if (isPromise(processing)) return this.#hold(request, record, processing);
      this.#processed(record);
    } catch (error) {
      this.#processingFailed(request, record, error);
    } finally {
      this.#current = this.#currentRequest = null;
    }
    return 'taken';
  }

  #hold(request: Request, record: RequestRecord, processing: PromiseLike<void>): PromiseLike<void> {
    this.#records.set(request as object, record);
    // What an override gives may be no promise but in name.
    const processed = Promise.resolve(processing).then(
      () => this.#processed(record),
      (error: unknown) => this.#processingFailed(request, record, error),
    );
    return untilAborted(processed, {
      isAborted: record.abortReason !== null,
      abort: () => this.#abort(request, record),
      heed: (abort) => {
        if (!record.handedOver) record.abort = abort;
      },
      letGo: () => this.#letGo(request, record),
    });
  }

  #letGo(request: Request, record: RequestRecord): void {
    if (record.handedOver) return;
    within(record, () => {
      this.#shutdown(request, record);
      this.#ledger.end(record, 'aborted');
    });
  }

  // What a worker has goes on, whatever an override does after that; its end is the request's.
  #processingFailed(request: Request, record: RequestRecord, error: unknown): void {
    if (record.handedOver) this.report(request, record.clientAddress, error, 'handler');
    else this.fail(request, record, error, 'handler');
  }

  #processed(record: RequestRecord): void {
    if (!record.handedOver) this.#ledger.end(record, 'finished');
  }

  #disconnected({ clientAddress }: RequestRecord, error: unknown): void {
    publish('fdset:server:disconnect', () => ({ server: this.#server, error, clientAddress }));
  }

  #abort(request: Request, record: RequestRecord): void {
    const abort = (): void => this.#transport().abort(request);
    within(record, () => this.#quietly(abort, request, record.clientAddress));
  }

  #shutdown(request: Request, { clientAddress }: RequestRecord): void {
    this.#quietly(() => this.#server.shutdownRequest(request), request, clientAddress);
  }

  // Hooks are the user's as well: what they throw must not end the server.
  #quietly(hook: () => unknown, request: Request, clientAddress: Address | null): void {
    const report = (error: unknown): void => this.report(request, clientAddress, error, 'hook');
    try {
      const doing = hook();
      if (isPromise(doing)) doing.then(undefined, report);
    } catch (error) {
      report(error);
    }
  }
}

// That it is a promise is the error; what it comes to does not matter any more.
const refused = (verifying: PromiseLike<unknown>): TypeError => {
  Promise.resolve(verifying).catch(() => {});
  return asyncVerify();
};

// What is told of a request that somebody else handles is told in the midst of other work.
const within = (record: RequestRecord, action: () => void): void => {
  const { context } = record;
  if (context.asyncId() === executionAsyncId()) action();
  else context.runInAsyncScope(action);
};

const warn = (cause: unknown): void =>
  process.emitWarning(`handleError threw: ${shown(cause)}`, 'FdsetWarning', 'FDSET_HOOK_ERROR');
