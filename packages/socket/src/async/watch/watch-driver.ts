// The driver for systems without epoll, which works everywhere: every socket waits by a watch of selectors.
import type { SocketState } from '../../socket-state.js';
import type { Driver, Lanes, Port } from '../driver.js';
import { WatchPort } from './watch-port.js';

/**
 * Waits for readiness by `watch` of @fdset/selectors, and makes each call by itself. AsyncSocket uses it by default where there is
 * no epoll (macOS); the selector driver of Linux needs fewer calls.
 */
export class WatchDriver implements Driver {
  readonly name = 'watch';

  open(state: SocketState, lanes: Lanes): Port {
    return new WatchPort(state.fd, lanes);
  }
}
