// The first steps of the document's servers: socket, SO_REUSEADDR, bind, listen; then it prints `listening on HOST:PORT`.
import { createListener, describeAddress } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { say } from '../say.js';
import { cannotListen } from './cannot-listen.js';

export interface ListenOptions {
  readonly host: string;
  /** With 0 the kernel chooses a port, which `listening on` shows. */
  readonly port: number;
  readonly backlog: number;
  /** A socket that listens already, in place of all that. */
  readonly listener?: Socket;
}

/**
 * Opens the server's socket and prints its address.
 * @throws UserError with the address when it is in use, forbidden or not of this machine.
 */
export function listen({ host, port, backlog, listener: given }: ListenOptions): Socket {
  if (given !== undefined) return given;
  try {
    const listener = createListener({ host, port }, { backlog });
    say(`listening on ${describeAddress(listener.getsockname())}`);
    return listener;
  } catch (error) {
    throw cannotListen(error, { host, port });
  }
}
