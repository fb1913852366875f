// Takes one request through the hooks, and makes sure that the request is closed and its end recorded, whatever
// the hooks do. Modelled on CPython's _handle_request_noblock.
import { executionAsyncId } from 'node:async_hooks';
import type { AsyncResource } from 'node:async_hooks';
import { debugLine, debugMs, isDebugging } from '@fdset/posix';
import { describeAddress } from '@fdset/socket';
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
  /** The records of requests whose processRequest returned a promise. */
  readonly #records = new WeakMap<object, RequestRecord>();
  #current: RequestRecord | null = null;
  #currentRequest: Request | null = null;

  /** @param transport - returns the server's transport, which is made after this object */
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

  /** Processes a request that getRequest returned. The caller handles errors of accept(2). */
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
    runInContext(record, () => {
      publish('fdset:server:reject', () => ({ server: this.#server, reason, clientAddress }));
      this.#shutdown(request, record);
      this.#ledger.end(record, 'rejected');
    });
  }

  /** Reports an error of a request, or that its client has gone, and ends it. */
  fail(request: Request, record: RequestRecord, error: unknown, phase: ErrorPhase): void {
    // A worker may have ended by an error that concerns another connection.
    const gone = (phase !== 'worker' && isDisconnect(error)) || record.abortReason !== null;
    if (isDebugging) debugRequest(record, `${phase}: ${shown(error)}`);
    runInContext(record, () => {
      if (gone) this.#disconnected(record, error);
      else this.report(request, record.clientAddress, error, phase);
      // The worker shuts down a request that was handed over.
      if (!record.handedOver) this.#shutdown(request, record);
      this.#ledger.end(record, gone ? 'disconnected' : 'failed');
    });
  }

  /** Counts and publishes the end of a request. */
  ended(record: RequestRecord, end: RequestEnd): void {
    this.#counters.ends[end]++;
    const { id, clientAddress, startedAt, abortReason } = record;
    const durationMs = nowMs() - startedAt;
    if (isDebugging) debugRequest(record, `${end} after ${debugMs(durationMs)}`);
    runInContext(record, () =>
      publish('fdset:server:request:end', () => {
        return { server: this.#server, id, clientAddress, end, durationMs, abortReason };
      }),
    );
  }

  /** Calls closeRequest for a request that was handed over. */
  close(request: Request, record: RequestRecord): void {
    const close = (): void => this.#server.closeRequest(request);
    runInContext(record, () => this.#callHook(close, request, record.clientAddress));
  }

  /** Publishes an error that belongs to no request. */
  publishError(error: unknown, phase: ErrorPhase, clientAddress: Address | null = null): void {
    publish('fdset:server:error', () => ({ server: this.#server, phase, error, clientAddress }));
  }

  /** Publishes an error and passes it to handleError; an error of handleError becomes a process warning. */
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
      // An overridden getRequest may return a request that the transport does not know.
      this.fail(request, record, error, 'verify');
      return false;
    }
    this.reject(request, record, 'maxConnectionsPerPeer');
    return false;
  }

  #verify(request: Request, record: RequestRecord): boolean {
    try {
      const isWelcome: unknown = this.#server.verifyRequest(request, record.clientAddress);
      if (isPromise(isWelcome)) throw asyncVerifyError(isWelcome);
      if (isWelcome) return true;
    } catch (error) {
      this.fail(request, record, error, 'verify');
      return false;
    }
    this.reject(request, record, 'verifyRequest');
    return false;
  }

  #process(request: Request, record: RequestRecord): Taken {
    // A weak map of all requests took a tenth of a request's time, most of it in the garbage collector.
    this.#current = record;
    this.#currentRequest = request;
    try {
      const processing = this.#server.processRequest(request, record.clientAddress);
      if (isPromise(processing)) return this.#awaitEnd(request, record, processing);
      this.#processed(record);
    } catch (error) {
      this.#processingFailed(request, record, error);
    } finally {
      this.#current = this.#currentRequest = null;
    }
    return 'taken';
  }

  #awaitEnd(
    request: Request,
    record: RequestRecord,
    processing: PromiseLike<void>,
  ): PromiseLike<void> {
    this.#records.set(request as object, record);
    // An override may return a thenable that is no real promise.
    const processed = Promise.resolve(processing).then(
      () => this.#processed(record),
      (error: unknown) => this.#processingFailed(request, record, error),
    );
    return untilAborted(processed, {
      isAborted: record.abortReason !== null,
      abort: () => this.#abort(request, record),
      onAbort: (abort) => {
        if (!record.handedOver) record.abort = abort;
      },
      giveUp: () => this.#giveUp(request, record),
    });
  }

  #giveUp(request: Request, record: RequestRecord): void {
    if (record.handedOver) return;
    runInContext(record, () => {
      this.#shutdown(request, record);
      this.#ledger.end(record, 'aborted');
    });
  }

  // A request that a worker has goes on although an override of processRequest failed; the worker reports its end.
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
    runInContext(record, () => this.#callHook(abort, request, record.clientAddress));
  }

  #shutdown(request: Request, { clientAddress }: RequestRecord): void {
    this.#callHook(() => this.#server.shutdownRequest(request), request, clientAddress);
  }

  // Users may override hooks, and an error of a hook must not end the server.
  #callHook(hook: () => unknown, request: Request, clientAddress: Address | null): void {
    const report = (error: unknown): void => this.report(request, clientAddress, error, 'hook');
    try {
      const doing = hook();
      if (isPromise(doing)) doing.then(undefined, report);
    } catch (error) {
      report(error);
    }
  }
}

// The promise itself is the error, so its rejection is ignored.
const asyncVerifyError = (verifying: PromiseLike<unknown>): TypeError => {
  Promise.resolve(verifying).catch(() => {});
  return asyncVerify();
};

// The end of a request that a worker handles arrives in the asynchronous context of other work.
const runInContext = (record: RequestRecord, action: () => void): void => {
  const { context } = record;
  if (context.asyncId() === executionAsyncId()) action();
  else context.runInAsyncScope(action);
};

const warn = (cause: unknown): void =>
  process.emitWarning(`handleError threw: ${shown(cause)}`, 'FdsetWarning', 'FDSET_HOOK_ERROR');

const debugRequest = ({ id, clientAddress }: RequestRecord, end: string): void => {
  const client =
    clientAddress === null ? 'a client without address' : describeAddress(clientAddress);
  debugLine(`request ${id} of ${client}: ${end}`);
};
