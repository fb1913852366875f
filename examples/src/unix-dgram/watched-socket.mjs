// What the event loop tells of the stand-in's socket: 'message' and 'writable'. index.mjs has what a program asks of it.
import { EventEmitter } from 'node:events';
import { EVENT_READ, EVENT_WRITE, watch } from '@fdset/selectors';
import { AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';

const MOST_BYTES = 212_992;

export class WatchedSocket extends EventEmitter {
  socket = new Socket(AF_UNIX, SOCK_DGRAM);
  #watch;

  constructor() {
    super();
    this.socket.setblocking(false);
    this.#watch = watch(this.socket, EVENT_READ, (_, events) => this.#onReady(events));
  }

  get fd() {
    return this.socket.fileno();
  }

  /** The receiver's queue is full: 'writable' is to say when it is not any more. */
  tellWritable() {
    this.#watch.modify(EVENT_READ | EVENT_WRITE);
  }

  close() {
    this.#watch.stop();
    this.socket.close();
  }

  #onReady(events) {
    if (events & EVENT_WRITE) {
      this.#watch.modify(EVENT_READ);
      this.emit('writable');
    }
    if (events & EVENT_READ && this.fd >= 0) this.#receive();
  }

  // One datagram at a time: a listener may close the socket, and the watch calls again for the next.
  #receive() {
    const datagram = this.socket.tryRecvfrom(MOST_BYTES);
    if (datagram === null) return;
    const [data, address] = datagram;
    this.emit('message', data, { size: data.length, address: {}, path: address?.path ?? '' });
  }
}
