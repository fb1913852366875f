// The opening lines of the document's servers: socket, SO_REUSEADDR, bind, listen; then `listening on HOST:PORT`.
import { createListener, describeAddress } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { say } from '../say.js';
import { cannotListen } from './cannot-listen.js';

export interface ListenOptions {
  readonly host: string;
  /** 0 lets the kernel choose one, which `listening on` then names. */
  readonly port: number;
  readonly backlog: number;
}

/**
 * Opens the server's socket and says so.
 * @throws UserError naming the address when it is taken, forbidden or not of this machine.
 */
export function listen({ host, port, backlog }: ListenOptions): Socket {
  try {
    const listener = createListener({ host, port }, { backlog });
    say(`listening on ${describeAddress(listener.getsockname())}`);
    return listener;
  } catch (error) {
    throw cannotListen(error, { host, port });
  }
}
