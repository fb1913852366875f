// The first steps of the document's servers: socket, SO_REUSEADDR, bind, listen; then it prints `listening on HOST:PORT`.
import {
  SOCK_STREAM,
  Socket,
  bindInet,
  chooseFamily,
  createListener,
  describeAddress,
} from '@fdset/socket';
import { say } from '../say.js';
import { cannotListen } from './cannot-listen.js';

export interface ListenOptions {
  readonly host: string;
  /** With 0 the kernel chooses a port, which `listening on` shows. */
  readonly port: number;
  readonly backlog: number;
  /** Whether to set SO_REUSEADDR before bind(2), as the document does; default true. */
  readonly reuseAddress?: boolean;
  /** A socket that listens already, in place of all that. */
  readonly listener?: Socket;
}

/**
 * Opens the server's socket and prints its address.
 * @throws UserError with the address when it is in use, forbidden or not of this machine.
 */
export function listen(options: ListenOptions): Socket {
  if (options.listener !== undefined) return options.listener;
  const { host, port, reuseAddress = true } = options;
  try {
    const listener = reuseAddress ? open(options) : openWithout(options);
    say(`listening on ${describeAddress(listener.getsockname())}`);
    return listener;
  } catch (error) {
    throw cannotListen(error, { host, port }, { reuseAddress });
  }
}

/** createListener sets SO_REUSEADDR. */
function open({ host, port, backlog }: ListenOptions): Socket {
  return createListener({ host, port }, { backlog });
}

/** The same steps without it: bind fails while the connections of an earlier server are in TIME_WAIT. */
function openWithout({ host, port, backlog }: ListenOptions): Socket {
  const listener = new Socket(chooseFamily({ host, port }), SOCK_STREAM);
  try {
    bindInet(listener, { host, port }, { reuseAddress: false });
    listener.listen(backlog);
    return listener;
  } catch (error) {
    listener.close();
    throw error;
  }
}
