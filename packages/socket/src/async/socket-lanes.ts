// The two lanes of an AsyncSocket and their port. They do not refer to the socket, which can thus be collected while its
// descriptor is watched.
import { closedError, unwatchClosing, watchClosing } from '@fdset/posix';
import type { ClosingCause, ClosingWatcher } from '@fdset/posix';
import { detachedError } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import type { Driver, Lanes, Port } from './driver.js';
import { Lane } from './lane.js';

/** Ends with its descriptor, also when other code of this thread closes that. */
export class SocketLanes implements Lanes, ClosingWatcher {
  readonly reads = new Lane();
  readonly writes = new Lane();
  readonly port: Port;
  readonly #fd: number;

  constructor(state: SocketState, driver: Driver) {
    this.port = driver.open(state, this);
    this.#fd = state.fd;
    watchClosing(this.#fd, this);
  }

  onClosing(cause: ClosingCause): void {
    this.#end(cause === 'released' ? detachedError() : closedError('socket'));
  }

  /** Ends all operations with an error. */
  leave(error: Error): void {
    unwatchClosing(this.#fd, this);
    this.#end(error);
  }

  #end(error: Error): void {
    // What the port has done until now is told to the operations before they end, and no other one begins meanwhile.
    this.reads.stop();
    this.writes.stop();
    this.port.close();
    this.reads.fail(error);
    this.writes.fail(error);
  }
}
