// A key-value store that speaks RESP, Redis's protocol. Each connection has a thread, hence the keys are in
// memory that threads share: the server's context, a table of fixed size.
import { StreamRequestHandler } from '@fdset/socketserver';

const SLOT_BYTES = 4096;
const SLOTS = 1024;
const MOST_PARTS = 1024;

/** Memory for the table, made once by the server and given to every handler as its context. */
export const createTable = () => new SharedArrayBuffer(SLOTS * SLOT_BYTES + 4);

const hash = (key) => {
  let value = 2166136261;
  for (const byte of key) value = Math.imul(value ^ byte, 16777619) >>> 0;
  return value % SLOTS;
};

/** Keys and values of up to 4 KB together; a later key with the same hash replaces an earlier one. */
class Table {
  constructor(memory) {
    this.lock = new Int32Array(memory, SLOTS * SLOT_BYTES, 1);
    this.bytes = Buffer.from(memory, 0, SLOTS * SLOT_BYTES);
  }

  locked(action) {
    while (Atomics.compareExchange(this.lock, 0, 0, 1) !== 0) Atomics.wait(this.lock, 0, 1);
    try {
      return action();
    } finally {
      Atomics.store(this.lock, 0, 0);
      Atomics.notify(this.lock, 0, 1);
    }
  }

  get(key) {
    const slot = this.bytes.subarray(hash(key) * SLOT_BYTES).subarray(0, SLOT_BYTES);
    const keyLength = slot.readUInt16LE(0);
    const valueLength = slot.readInt16LE(2);
    if (valueLength < 0 || !slot.subarray(4, 4 + keyLength).equals(key)) return null;
    return Buffer.from(slot.subarray(4 + keyLength, 4 + keyLength + valueLength));
  }

  set(key, value) {
    if (4 + key.length + value.length > SLOT_BYTES)
      throw new RangeError('too long for this example');
    const slot = this.bytes.subarray(hash(key) * SLOT_BYTES);
    slot.writeUInt16LE(key.length, 0);
    slot.writeInt16LE(value.length, 2);
    key.copy(slot, 4);
    value.copy(slot, 4 + key.length);
  }

  delete(key) {
    if (this.get(key) === null) return 0;
    this.bytes.writeInt16LE(-1, hash(key) * SLOT_BYTES + 2);
    return 1;
  }
}

export class RespHandler extends StreamRequestHandler {
  static source = { module: import.meta.url, name: 'RespHandler' };
  static disableNagleAlgorithm = true;

  handle() {
    const table = new Table(this.server.context);
    try {
      for (let command = this.readCommand(); command !== null; command = this.readCommand())
        this.wfile.write(this.answer(table, command));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.wfile.write(`-ERR ${error.message}\r\n`);
    }
  }

  /** The parts of the next command; null when the client has gone, also in the middle of one. */
  readCommand() {
    const head = this.rfile.readline(64).toString();
    if (head === '') return null;
    if (!head.startsWith('*'))
      return head
        .trim()
        .split(' ')
        .map((part) => Buffer.from(part));
    const parts = [];
    for (let left = within(head.slice(1), MOST_PARTS); left > 0; left--) {
      const length = within(this.rfile.readline(64).subarray(1), SLOT_BYTES);
      const part = this.rfile.read(length + 2);
      if (part.length < length + 2) return null;
      parts.push(part.subarray(0, length));
    }
    return parts;
  }

  answer(table, [name = Buffer.alloc(0), key, value]) {
    const verb = name.toString().toUpperCase();
    if (verb === 'PING') return '+PONG\r\n';
    if (verb === 'SET' && value) return table.locked(() => table.set(key, value)) ?? '+OK\r\n';
    if (verb === 'GET' && key) return bulk(table.locked(() => table.get(key)));
    if (verb === 'DEL' && key) return `:${table.locked(() => table.delete(key))}\r\n`;
    if (verb === 'CONFIG' || verb === 'COMMAND') return '*0\r\n';
    return `-ERR unknown command '${verb}'\r\n`;
  }
}

/** A count that a client sent: it is believed up to a limit. */
const within = (text, limit) => {
  const count = Number(text);
  if (count >= 0 && count <= limit) return count;
  throw new RangeError(`Protocol error: a count is not between 0 and ${limit}`);
};

const bulk = (value) =>
  value === null
    ? '$-1\r\n'
    : Buffer.concat([Buffer.from(`$${value.length}\r\n`), value, Buffer.from('\r\n')]);
