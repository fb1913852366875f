// The hooks of CPython's BaseServer, with their defaults and in their order:
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
import { inspectServer } from './inspect-server.js';
import { printError } from './request-errors.js';
import type { ErrorDetails } from './request-errors.js';
import type { AnyServer } from './any-server.js';
import type { CloseReport } from './server-life.js';
import { SERVER_OPTIONS } from './server-options.js';

/** What subclasses may override. Source: CPython Lib/socketserver.py, BaseServer. */
export abstract class ServerHooks<Request> implements HandlerServer {
  /** How long `handleRequest` waits, in ms; null for ever. Overridden by the option `timeoutMs`. */
  static readonly timeoutMs: number | null = null;
  /**
   * The options that the constructor takes; others are refused. A subclass with options of its own says so:
   * `static optionNames = [...TCPServer.optionNames, 'own']`.
   */
  static readonly optionNames: readonly string[] = SERVER_OPTIONS;

  abstract get serverAddress(): Address;
  abstract get context(): unknown;
  /** The class that handles requests. */
  abstract get handlerClass(): HandlerClass<Request>;

  /** The descriptor that becomes readable when a request waits; -1 once closed. */
  abstract fileno(): number;

  /** Binds; the constructor calls it. */
  serverBind(): void {}

  /** Begins to listen; the constructor calls it after `serverBind`. */
  serverActivate(): void {}

  /** Takes a request that waits, without blocking: null when there is none after all. */
  abstract getRequest(): [request: Request, clientAddress: Address | null] | null;

  /** Whether the request shall be handled; one that throws is an error and refuses it. */
  verifyRequest(_request: Request, _clientAddress: Address | null): boolean {
    return true;
  }

  /** Handles a request here, or hands it to where it is handled. */
  abstract processRequest(request: Request, clientAddress: Address | null): MaybePromise<void>;

  /** Makes a handler and runs it. */
  finishRequest(request: Request, clientAddress: Address | null): MaybePromise<void> {
    return runHandler(new this.handlerClass(request, clientAddress, this));
  }

  /** Ends a request in good order; by default `closeRequest`. */
  shutdownRequest(request: Request): void {
    // What an override gives to wait for is passed on.
    return this.closeRequest(request);
  }

  /** Gives back what a request holds. */
  closeRequest(_request: Request): void {}

  /**
   * Told of every error of a request but a client that went away. Default: CPython's banner, the
   * client's address and the stack on stderr. The server goes on.
   */
  handleError(
    _request: Request,
    clientAddress: Address | null,
    error: unknown,
    details: ErrorDetails,
  ): void {
    printError(clientAddress, error, details);
  }

  /** Told when `handleRequest` found no request in time. */
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

/** A server with its hooks: what its own parts and its strategy see of it. */
export type HookedServer<Request = unknown> = ServerHooks<Request> & AnyServer;
