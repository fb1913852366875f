// How a server learns which handler to run: a class, or the name of one in a module. What runs
// elsewhere needs the latter, since neither a closure nor a class crosses to a thread or a process.
import { argTypeError } from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/socket';
import type { BaseRequestHandler, HandlerServer } from './request-handlers.js';

/** A handler by module and export name; for threads and processes, and for bundled programs. */
export interface HandlerReference {
  /** `import.meta.url`, or `new URL('./upper.js', import.meta.url)`: a module of its own, not the program's entry. */
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
  /** Where the class comes from; has to be the class's own property. */
  readonly source?: HandlerReference;
}

/** What servers take whose requests are handled elsewhere: a class that says where it comes from, or the reference. */
export type SourcedHandler<Handler> = Handler extends HandlerReference
  ? Handler
  : Handler & { readonly source: HandlerReference };

/** What servers take: the class itself, whatever it knows of its client's address, or where to find it. */
export type HandlerLike<Request> =
  | HandlerClass<Request>
  | HandlerClass<Request, InetAddress>
  | HandlerClass<Request, UnixAddress>
  | HandlerClass<Request, UnixAddress | null>
  | HandlerReference;

// The error of a handler that cannot be found where it has to run, and what to write instead.

const CODE = 'ERR_FDSET_HANDLER_SOURCE';

/** The error; `cause` is what it was found out by. */
export const sourceError = (message: string, cause?: unknown): TypeError => {
  const error = argTypeError(message, CODE);
  if (cause !== undefined) error.cause = cause;
  return error;
};

export const isSourceError = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === CODE;

/** The class attribute that a handler needs. */
export const sourceLine = (name: string): string =>
  `static source = { module: import.meta.url, name: '${name}' };`;

const reference = (name: string): string =>
  `{ module: new URL('./handler.js', import.meta.url), name: '${name}' }`;

/** What to write for a handler in TypeScript that cannot be imported as it is. */
export const compiledHint = (name: string): string =>
  `name the compiled module, ${reference(name)}`;

/**
 * What to write where `import.meta.url` does not name the handler's own module: in a bundle it is the
 * bundle's, or that of a chunk whose exports have other names.
 */
export const referenceHint = (name: string): string =>
  'make the file of the handler an entry of its own, without a server in it, and give in place of the class' +
  `\n  ${reference(name)}` +
  '\n(in CommonJS with pathToFileURL(__filename) of node:url for import.meta.url)';
