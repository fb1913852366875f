// A server's handler is given as a class, or by its module and export name. Threads and processes need the module,
// because neither closures nor classes can be sent to them.
import { argTypeError } from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/socket';
import type { BaseRequestHandler, HandlerServer } from './request-handlers.js';

/** A handler by its module and export name. Threads, processes and bundled programs need it. */
export interface HandlerReference {
  /** `import.meta.url` or `new URL('./upper.js', import.meta.url)`. The module must not be the entry of the program. */
  readonly module: string | URL;
  /** The name under which the module exports the class. */
  readonly name: string;
}

/** A handler class for requests of one kind. */
export interface HandlerClass<Request, ClientAddress extends Address | null = Address | null> {
  new (
    request: Request,
    clientAddress: ClientAddress,
    server: HandlerServer,
  ): BaseRequestHandler<Request, ClientAddress>;
  /** The module of the class; it must be an own property of the class. */
  readonly source?: HandlerReference;
}

/** The handler of a server with threads or processes: a class with a `source`, or a reference. */
export type SourcedHandler<Handler> = Handler extends HandlerReference
  ? Handler
  : Handler & { readonly source: HandlerReference };

/** The handler of a server that handles many requests on one event loop: a class whose `handle()` is async, or a reference. */
export type AsyncHandler<Handler> = Handler extends HandlerReference
  ? Handler
  : Handler & (abstract new (...args: never[]) => { handle(): PromiseLike<void> });

/** The handler of any server: a class, whatever type its client address has, or a reference to one. */
export type HandlerLike<Request> =
  | HandlerClass<Request>
  | HandlerClass<Request, InetAddress>
  | HandlerClass<Request, UnixAddress>
  | HandlerClass<Request, UnixAddress | null>
  | HandlerReference;

// The error of a handler that a worker cannot import, with the lines that the user should write instead.

const CODE = 'ERR_FDSET_HANDLER_SOURCE';

/** Makes the error; `cause` is the error that revealed it. */
export const sourceError = (message: string, cause?: unknown): TypeError => {
  const error = argTypeError(message, CODE);
  if (cause !== undefined) error.cause = cause;
  return error;
};

export const isSourceError = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === CODE;

/** The line that declares the source of a handler class. */
export const sourceLine = (name: string): string =>
  `static source = { module: import.meta.url, name: '${name}' };`;

const reference = (name: string): string =>
  `{ module: new URL('./handler.js', import.meta.url), name: '${name}' }`;

/** The hint for a handler in a TypeScript file that this Node cannot import. */
export const compiledHint = (name: string): string =>
  `name the compiled module, ${reference(name)}`;

/**
 * The hint for a program in which `import.meta.url` does not name the handler's own module. In a bundle it names the
 * bundle, or a chunk whose exports have other names.
 */
export const referenceHint = (name: string): string =>
  'make the file of the handler an entry of its own, without a server in it, and give in place of the class' +
  `\n  ${reference(name)}` +
  '\n(in CommonJS with pathToFileURL(__filename) of node:url for import.meta.url)';
