// The API of the npm package unix-dgram on @fdset/socket. A program that needs the package gets this one by an override:
// "overrides": { "unix-dgram": "file:..." } for npm, the same in pnpm-workspace.yaml for pnpm.
import { EventEmitter } from 'node:events';
import { EVENT_READ, EVENT_WRITE, watch } from '@fdset/selectors';
import { AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';

const MOST_BYTES = 212_992;

/** unix-dgram has negative numbers where Node has names. */
const errorOf = ({ errno, syscall }) => {
  const code = -Math.abs(errno);
  return Object.assign(new Error(`${syscall} ${code}`), { errno: code, code, syscall });
};
const congestion = () => Object.assign(new Error('congestion'), { code: 1 });

class UnixDatagramSocket extends EventEmitter {
  type = 'unix_dgram';
  connected = false;
  #socket = new Socket(AF_UNIX, SOCK_DGRAM);
  #watch;

  constructor(listener) {
    super();
    this.#socket.setblocking(false);
    this.#watch = watch(this.#socket, EVENT_READ, (_, events) => this.#onReady(events));
    if (typeof listener === 'function') this.on('message', listener);
  }

  get fd() {
    return this.#socket.fileno();
  }

  bind(path) {
    this.#attempt('listening', () => this.#socket.bind({ path }));
  }

  connect(path) {
    this.#attempt('connect', () => {
      this.#socket.connect({ path });
      this.connected = true;
    });
  }

  /** send(buf, callback) of a connected socket, send(buf, offset, length, path, callback) of any other. */
  send(buf, offset, length, path, callback) {
    if (this.connected) return this.#send(offset, () => this.#socket.trySend(buf), buf);
    const part = buf.subarray(offset, offset + length);
    return this.#send(callback, () => this.#socket.sendto(part, { path }), part);
  }

  sendto(...given) {
    return this.send(...given);
  }

  close() {
    this.#watch.stop();
    this.#socket.close();
  }

  #attempt(event, action) {
    try {
      action();
    } catch (error) {
      return this.emit('error', errorOf(error));
    }
    return this.emit(event);
  }

  #send(callback, action, buf) {
    const hasCallback = typeof callback === 'function';
    try {
      if (action() >= 0) return hasCallback && callback();
    } catch (error) {
      return hasCallback ? callback(errorOf(error)) : this.emit('error', errorOf(error));
    }
    // The receiver's queue is full: 'writable' says when it is not any more.
    this.#watch.modify(EVENT_READ | EVENT_WRITE);
    return hasCallback ? callback(congestion()) : this.emit('congestion', buf);
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
    const datagram = this.#socket.tryRecvfrom(MOST_BYTES);
    if (datagram === null) return;
    const [data, address] = datagram;
    this.emit('message', data, { size: data.length, address: {}, path: address?.path ?? '' });
  }
}

export const createSocket = (type, listener) => {
  if (type !== 'unix_dgram') throw new Error(`Unsupported socket type: ${type}`);
  return new UnixDatagramSocket(listener);
};
