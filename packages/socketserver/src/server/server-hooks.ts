// The hooks of CPython's BaseServer with their defaults. They are called in this order:
//   getRequest, verifyRequest, processRequest, finishRequest, (setup, handle, finish), shutdownRequest,
//   closeRequest; handleError after a failure, handleTimeout and serviceActions between requests.
// request-taker.ts calls them; base-server.ts adds the life cycle.
import { inspect } from 'node:util';
import { classNameOf, inspectLine } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import type { MaybePromise } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import type { HandlerServer } from '../handler/request-handlers.js';
import { runHandler } from '../handler/run-handler.js';
import type { RunHandler } from '../handler/run-handler.js';
import { inspectServer } from './inspect-server.js';
import { printError } from './request-errors.js';
import type { ErrorDetails } from './request-errors.js';
import type { AnyServer } from './any-server.js';
import type { CloseReport } from './server-life.js';
import { SERVER_OPTIONS } from './server-options.js';

interface RunsHandlers {
  readonly runHandler?: RunHandler | undefined;
}

/** The methods that subclasses may override. Source: CPython Lib/socketserver.py, BaseServer. */
export abstract class ServerHooks<Request> implements HandlerServer {
  /** How long `handleRequest` waits, in ms; null waits for ever. The option `timeoutMs` overrides it. */
  static readonly timeoutMs: number | null = null;
  /**
   * The options that the constructor takes; it refuses all others. A subclass adds its own options with
   * `static optionNames = [...TCPServer.optionNames, 'own']`.
   */
  static readonly optionNames: readonly string[] = SERVER_OPTIONS;

  abstract get serverAddress(): Address;
  abstract get context(): unknown;
  /** The class that handles requests. */
  abstract get handlerClass(): HandlerClass<Request>;

  /** The descriptor that becomes readable when a request waits; -1 once closed. */
  abstract fileno(): number;

  /** Binds the server; the constructor calls it. */
  serverBind(): void {}

  /** Begins to listen; the constructor calls it after `serverBind`. */
  serverActivate(): void {}

  /** Takes a waiting request without blocking; null when there is none. */
  abstract getRequest(): [request: Request, clientAddress: Address | null] | null;

  /** Whether to handle the request. If it throws, the request fails with that error and is not handled. */
  verifyRequest(_request: Request, _clientAddress: Address | null): boolean {
    return true;
  }

  /** Handles a request in this thread, or hands it to a worker. */
  abstract processRequest(request: Request, clientAddress: Address | null): MaybePromise<void>;

  /** Makes a handler and runs it, as the server's strategy demands. */
  finishRequest(request: Request, clientAddress: Address | null): MaybePromise<void> {
    const { strategyKind } = this.constructor as { readonly strategyKind?: RunsHandlers };
    const run = strategyKind?.runHandler ?? runHandler;
    return run(new this.handlerClass(request, clientAddress, this));
  }

  /** Ends a request in good order; by default `closeRequest`. */
  shutdownRequest(request: Request): void {
    // An override of closeRequest may return a promise, which the caller awaits.
    return this.closeRequest(request);
  }

  /** Frees the resources of a request. */
  closeRequest(_request: Request): void {}

  /**
   * Called for every error of a request, except when the client disconnected. By default it prints CPython's banner,
   * the client's address and the stack to stderr. The server goes on.
   */
  handleError(
    _request: Request,
    clientAddress: Address | null,
    error: unknown,
    details: ErrorDetails,
  ): void {
    printError(clientAddress, error, details);
  }

  /** Called when no request came within the time-out of `handleRequest`. */
  handleTimeout(): void {}

  /** Called by `serveForever` after each batch of requests, and every `pollIntervalMs` if overridden. */
  serviceActions(): void {}

  abstract serverClose(): Promise<CloseReport>;

  /** `await using server = ...`: `serverClose()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.serverClose();
  }

  /** `console.log(server)`: its state, address, strategy and counts. */
  [inspect.custom](...given: InspectArguments): string {
    const parts = (): string[] => inspectServer(this as unknown as AnyServer);
    return inspectLine(classNameOf(this, 'Server'), parts, ...given);
  }

  /** The same in a string. */
  toString(): string {
    return this[inspect.custom]();
  }
}

/** A server with its hooks, as its parts and its strategy see it. */
export type HookedServer<Request = unknown> = ServerHooks<Request> & AnyServer;
