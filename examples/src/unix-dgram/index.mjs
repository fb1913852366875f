// The API of the npm package unix-dgram on @fdset/socket. A program that needs the package gets this one by an override:
// "overrides": { "unix-dgram": "file:..." } for npm, the same in pnpm-workspace.yaml for pnpm.
import { WatchedSocket } from './watched-socket.mjs';

/** unix-dgram has negative numbers where Node has names. */
const errorOf = ({ errno, syscall }) => {
  const code = -Math.abs(errno);
  return Object.assign(new Error(`${syscall} ${code}`), { errno: code, code, syscall });
};
const congestion = () => Object.assign(new Error('congestion'), { code: 1 });

class UnixDatagramSocket extends WatchedSocket {
  type = 'unix_dgram';
  connected = false;

  bind(path) {
    this.#attempt('listening', () => this.socket.bind({ path }));
  }

  connect(path) {
    this.#attempt('connect', () => {
      this.socket.connect({ path });
      this.connected = true;
    });
  }

  /** send(buf, callback) of a connected socket, send(buf, offset, length, path, callback) of any other. */
  send(buf, offset, length, path, callback) {
    if (this.connected) return this.#send(offset, () => this.socket.trySend(buf), buf);
    const part = buf.subarray(offset, offset + length);
    return this.#send(callback, () => this.socket.sendto(part, { path }), part);
  }

  sendto(...given) {
    return this.send(...given);
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
    this.tellWritable();
    return hasCallback ? callback(congestion()) : this.emit('congestion', buf);
  }
}

export const createSocket = (type, listener) => {
  if (type !== 'unix_dgram') throw new Error(`Unsupported socket type: ${type}`);
  const socket = new UnixDatagramSocket();
  return typeof listener === 'function' ? socket.on('message', listener) : socket;
};
