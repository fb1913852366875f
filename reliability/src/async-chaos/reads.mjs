// The verbs that receive from a byte stream. Each notes what came as soon as the promise is fulfilled.
import { MSG_PEEK, MSG_WAITALL } from '@fdset/posix';

import { someSize } from './pattern.mjs';

const note = (end, bytes) => {
  end.in.receive(bytes);
  end.last = bytes.length > 0 ? bytes : null;
};

const recv = ({ end, most, limits }) =>
  end.socket.recv(most, limits).then((bytes) => note(end, bytes));

const recvInto = ({ end, most, limits }) => {
  const room = Buffer.allocUnsafe(most);
  return end.socket.recvInto(room, limits).then((count) => note(end, room.subarray(0, count)));
};

const recvPart = ({ end, most, limits }) => {
  const room = Buffer.allocUnsafe(most + 10);
  return end.socket
    .recvInto(room, { ...limits, maxBytes: most })
    .then((count) => note(end, room.subarray(0, count)));
};

// The memory of a chunk is used again for the next one.
const chunks = async ({ end, most, limits, chance }) => {
  let left = 1 + chance.below(4);
  for await (const chunk of end.socket.chunks(most, limits)) {
    note(end, Buffer.from(chunk));
    if (--left === 0) return;
  }
  note(end, Buffer.alloc(0));
};

const peek = ({ end, most, limits }) =>
  end.socket
    .recv(most, { ...limits, flags: MSG_PEEK })
    .then((bytes) => end.in.receive(bytes, true));

const waitForAll = ({ end, most, limits }) =>
  end.socket.recv(most, { ...limits, flags: MSG_WAITALL }).then((bytes) => note(end, bytes));

const waitForAllInto = ({ end, most, limits }) => {
  const room = Buffer.allocUnsafe(most);
  return end.socket
    .recvInto(room, { ...limits, flags: MSG_WAITALL })
    .then((count) => note(end, room.subarray(0, count)));
};

const recvfrom = ({ end, most, limits }) =>
  end.socket.recvfrom(most, limits).then(([bytes]) => note(end, bytes));

const recvfromInto = ({ end, most, limits }) => {
  const room = Buffer.allocUnsafe(most);
  return end.socket
    .recvfromInto(room, limits)
    .then(([count]) => note(end, room.subarray(0, count)));
};

const recvmsg = ({ end, most, limits }) =>
  end.socket.recvmsg(most, limits).then(({ data }) => note(end, data));

const recvmsgInto = ({ end, most, limits }) => {
  const room = Buffer.allocUnsafe(most);
  const half = most >> 1;
  return end.socket
    .recvmsgInto([room.subarray(0, half), room.subarray(half)], limits)
    .then(({ bytesReceived }) => note(end, room.subarray(0, bytesReceived)));
};

const recvmmsg = async ({ end, most, limits }) => {
  for (const { data } of await end.socket.recvmmsg(4, Math.ceil(most / 4), limits)) note(end, data);
};

const overTls = [recv, recvInto, recvPart, chunks];
const often = [recv, recv, recvInto, chunks];
const all = [
  ...overTls,
  ...often,
  peek,
  waitForAll,
  waitForAllInto,
  recvfrom,
  recvfromInto,
  recvmsg,
  recvmsgInto,
  recvmmsg,
];

/** A random receive of an end: its name, and the promise of its end. */
export function someRead(end, chance, limits) {
  const verb = chance.of(end.isTls ? overTls : all);
  return { verb: verb.name, promise: verb({ end, most: someSize(chance), limits, chance }) };
}
