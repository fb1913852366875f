// Receives what Python's logging.handlers.SocketHandler sends: a length of four bytes, then a pickle. Prints the
// texts in each record; the pickle is never executed. Run: node examples/src/log-records.mjs [port]
import { StreamRequestHandler, TCPServer } from '@fdset/socketserver';
import { portOr, serve } from './serve.mjs';

const MAX_RECORD = 1 << 20;
const BINUNICODE = 0x58;

class LogRecordHandler extends StreamRequestHandler {
  handle() {
    for (let head = this.rfile.read(4); head.length === 4; head = this.rfile.read(4)) {
      const length = head.readUInt32BE();
      if (length > MAX_RECORD) throw new RangeError(`a record of ${length} bytes`);
      // Anybody may send: what controls a terminal, or begins a line of its own, is not printed.
      console.log(
        textsOf(this.rfile.read(length))
          .join(' | ')
          .replaceAll(/\p{Cc}/gu, ' '),
      );
    }
  }
}

// SocketHandler pickles by protocol 1, where a text is BINUNICODE: four bytes of length, then UTF-8.
const textsOf = (pickle) => {
  const texts = [];
  for (let at = pickle.indexOf(BINUNICODE); at >= 0; at = pickle.indexOf(BINUNICODE, at)) {
    const start = at + 5;
    const end = start <= pickle.length ? start + pickle.readUInt32LE(at + 1) : Infinity;
    if (end <= pickle.length) texts.push(pickle.toString('utf8', start, end));
    at = end <= pickle.length ? end : at + 1;
  }
  return texts;
};

const address = { host: '127.0.0.1', port: portOr(9020) };
await serve(new TCPServer(address, LogRecordHandler));
