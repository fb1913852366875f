// Two threads of the host process pass JSON to each other through shared memory. This needs only futex calls, so between
// a request and its answer the traced thread makes no other calls than those of the operation.
const IDLE = 0;
const ASKED = 1;
const ANSWERED = 2;
const DATA_BYTES = 1 << 20;

/** The shared memory of a mailbox. */
export const createMailbox = () => new SharedArrayBuffer(8 + DATA_BYTES);

const write = (memory, value) => {
  const bytes = Buffer.from(JSON.stringify(value));
  new Int32Array(memory, 0, 2)[1] = bytes.length;
  new Uint8Array(memory, 8).set(bytes);
};

const read = (memory) => {
  const length = new Int32Array(memory, 0, 2)[1];
  return JSON.parse(Buffer.from(new Uint8Array(memory, 8, length)).toString());
};

const pass = (memory, value, state) => {
  const control = new Int32Array(memory, 0, 2);
  write(memory, value);
  Atomics.store(control, 0, state);
  Atomics.notify(control, 0);
};

const wait = (memory, state) => {
  const control = new Int32Array(memory, 0, 2);
  for (let now = IDLE; (now = Atomics.load(control, 0)) !== state;) Atomics.wait(control, 0, now);
  return read(memory);
};

/** Blocks until the other thread asks. */
export const nextRequest = (memory) => wait(memory, ASKED);
export const answer = (memory, value) => pass(memory, value, ANSWERED);

/** Asks the other thread and blocks until it has answered. */
export const ask = (memory, value) => {
  pass(memory, value, ASKED);
  return wait(memory, ANSWERED);
};
