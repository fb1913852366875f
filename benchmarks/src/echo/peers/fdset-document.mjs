// fdset as in the tutorial: objects, callbacks in key.data, conn.recv(n), conn.send(data). The first argument is n. With
// `recycle` as the second, the server gives back the memory of data that it has sent.
import { DefaultSelector, EVENT_READ, EVENT_WRITE } from '@fdset/selectors';
import { BlockingIOError } from '@fdset/socket';

import { acceptConnection, listen } from './listen.mjs';

const maxBytes = Number(process.argv[2] ?? 1024);
const giveBack = process.argv[3] === 'recycle' ? (conn, data) => conn.recycle(data) : () => {};
const sel = new DefaultSelector();
const rests = new Map();

const accept = (listener) => {
  sel.register(acceptConnection(listener), EVENT_READ, read);
};

const close = (conn) => {
  sel.unregister(conn);
  rests.delete(conn);
  conn.close();
};

const send = (conn, data) => {
  try {
    return conn.send(data);
  } catch (error) {
    if (error instanceof BlockingIOError) return 0;
    throw error;
  }
};

const read = (conn) => {
  try {
    const data = conn.recv(maxBytes);
    if (data.length === 0) return close(conn);
    const sent = send(conn, data);
    if (sent === data.length) return giveBack(conn, data);
    rests.set(conn, data.subarray(sent));
    sel.modify(conn, EVENT_WRITE, flush);
  } catch {
    close(conn);
  }
};

const flush = (conn) => {
  try {
    const rest = rests.get(conn);
    const left = rest.subarray(send(conn, rest));
    rests.set(conn, left);
    if (left.length > 0) return;
    rests.delete(conn);
    giveBack(conn, left);
    sel.modify(conn, EVENT_READ, read);
  } catch {
    close(conn);
  }
};

sel.register(listen(), EVENT_READ, accept);
for (;;) for (const { key, events } of sel.select()) key.data(key.fileobj, events);
