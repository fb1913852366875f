// A client over node:net: the framing of fdset, and a queue of requests. It has no deadlines.
import { once } from 'node:events';
import { connect } from 'node:net';
import { FrameDecoder, lines } from '@fdset/socket/framing';

const framing = lines();

export class NodeClient {
  #write;
  #waiting = [];

  /** @param write - writes a frame to the socket */
  constructor(socket, write) {
    const decoder = new FrameDecoder(framing);
    this.#write = (frame) => write(socket, frame);
    socket.on('data', (data) => {
      decoder.push(data);
      for (let line = decoder.next(); line !== undefined; line = decoder.next())
        this.#waiting.shift()(line);
    });
  }

  request(message) {
    this.#write(framing.encode(message));
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** Connects to a port of this machine. */
export const openNodeClient = async (port, write) => {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
  return new NodeClient(socket, write);
};
