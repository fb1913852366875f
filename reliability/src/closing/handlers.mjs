// The handlers of the servers under test. A handler works on a line for some time, or holds a connection until it ends.
import { BaseRequestHandler, DatagramRequestHandler } from '@fdset/socketserver';

const LONGEST_REQUEST = 64;
const word = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Answers `ask <ms> <number>` in capitals, after that many milliseconds. */
const answerTo = (text) => {
  const workMs = Number(text.split(' ')[1]);
  if (workMs > 0) Atomics.wait(word, 0, 0, workMs);
  return text.toUpperCase();
};

export class StreamHandler extends BaseRequestHandler {
  handle() {
    const text = this.request.recv(LONGEST_REQUEST).toString();
    if (text.startsWith('hold')) this.request.recv(LONGEST_REQUEST);
    this.request.sendall(answerTo(text));
  }
}

export class DatagramHandler extends DatagramRequestHandler {
  handle() {
    this.wfile.write(answerTo(this.packet.toString()));
  }
}
