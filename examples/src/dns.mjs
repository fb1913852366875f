// Answers A questions for names below .test with 127.0.0.1, others with NXDOMAIN.
// Run: node examples/src/dns.mjs [port]
import { DatagramRequestHandler, UDPServer } from '@fdset/socketserver';
import { portOr, serve } from './serve.mjs';

const HEADER = 12;
const TYPE_A = 1;
const CLASS_IN = 1;

class DnsHandler extends DatagramRequestHandler {
  handle() {
    const query = this.packet;
    const isQuery = query.length > HEADER && (query[2] & 0xf8) === 0 && query.readUInt16BE(4) === 1;
    if (!isQuery) return;
    const { name, end } = readName(query);
    if (end + 4 > query.length) return;
    const isOurs = name.endsWith('.test');
    const isA = query.readUInt16BE(end) === TYPE_A && query.readUInt16BE(end + 2) === CLASS_IN;
    this.wfile.write(header(query, isOurs, isOurs && isA));
    this.wfile.write(query.subarray(HEADER, end + 4));
    // The name by its place in the question, type A, class IN, 60 s, four bytes.
    if (isOurs && isA) this.wfile.write(Buffer.from('c00c000100010000003c00047f000001', 'hex'));
  }
}

const readName = (query) => {
  const labels = [];
  let at = HEADER;
  for (let length = query[at]; length > 0 && length < 64; length = query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
};

const header = (query, known, answered) => {
  const head = Buffer.alloc(HEADER);
  head.writeUInt16BE(query.readUInt16BE(0), 0);
  head[2] = 0x84 | (query[2] & 1);
  head[3] = known ? 0 : 3;
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answered ? 1 : 0, 6);
  return head;
};

await serve(new UDPServer({ host: '127.0.0.1', port: portOr(5353) }, DnsHandler));
