// The opening lines of the document's servers: socket, SO_REUSEADDR, bind, listen; then `listening on HOST:PORT`.
import { SocketError } from '@fdset/posix';
import { createListener } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { addressText } from '../address-text.js';
import { say } from '../say.js';
import { UserError } from '../user-error.js';

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
    say(`listening on ${addressText(listener.getsockname())}`);
    return listener;
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    throw new UserError(refusal(error.code, addressText({ host, port })) ?? error.message);
  }
}

function refusal(code: string, address: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `cannot listen on ${address}: the port is taken (${code}); choose another with --port`;
    case 'EACCES':
    case 'EPERM':
      return `cannot listen on ${address}: not permitted (${code}); ports below 1024 need privileges`;
    case 'EADDRNOTAVAIL':
      return `cannot listen on ${address}: not an address of this machine (${code})`;
    default:
      return undefined;
  }
}
