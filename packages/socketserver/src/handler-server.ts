// What a handler may ask of its server, wherever it runs. On a sequential server this is the server
// itself; on a thread or in a process it is a stand-in with the same properties.
import type { Address } from '@fdset/socket';

/** A handler's view of its server. */
export interface HandlerServer {
  /** Where the server is bound, the port resolved. */
  readonly serverAddress: Address;
  /** The server's `context` option: on threads and in processes a copy (`structuredClone`). */
  readonly context: unknown;
}
