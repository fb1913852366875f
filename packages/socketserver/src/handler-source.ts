// How a server learns which handler to run: a class, or the name of one in a module. What runs
// elsewhere needs the latter, since neither a closure nor a class crosses to a thread or a process.
import type { Address, InetAddress, UnixAddress } from '@fdset/socket';
import type { BaseRequestHandler } from './base-request-handler.js';
import type { HandlerServer } from './handler-server.js';

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
