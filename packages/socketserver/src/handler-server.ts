// What a handler may ask of its server, wherever it runs. On a sequential server this is the server
// itself; on a thread or in a process it is a stand-in with the same properties.
import type { Address } from '@fdset/socket';

/**
 * A handler's view of its server. What else a server has is there on a sequential one only; on a thread or in a process
 * its use throws `ERR_FDSET_UNSUPPORTED`: a handler there cannot end its server.
 */
export interface HandlerServer {
  /** Where the server is bound, the port resolved. */
  readonly serverAddress: Address;
  /** The server's `context` option: on threads and in processes a copy (`structuredClone`). */
  readonly context: unknown;
}
