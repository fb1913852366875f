// The verbs that send to a byte stream. Each resolves with the number of bytes that were sent.
import { MSG_MORE } from '@fdset/posix';

import { somePart, someSize } from './pattern.mjs';

const send = (socket, { bytes }, limits) => socket.send(bytes, limits);

const sendall = (socket, { bytes }, limits) =>
  socket.sendall(bytes, limits).then(() => bytes.length);

const sendWithFlags = (socket, { bytes }, limits) =>
  socket.send(bytes, { ...limits, flags: MSG_MORE });

const sendallWithFlags = (socket, { bytes }, limits) =>
  socket.sendall(bytes, { ...limits, flags: MSG_MORE }).then(() => bytes.length);

const sendmsg = (socket, { bytes }, limits) => {
  const half = bytes.length >> 1;
  return socket.sendmsg([bytes.subarray(0, half), bytes.subarray(half)], limits);
};

const sendfile = (socket, { bytes, offset, file }, limits) =>
  socket.sendfile(file, { ...limits, offset, count: bytes.length });

const overTls = [send, sendall];
const all = [send, send, sendall, sendall, sendWithFlags, sendallWithFlags, sendmsg, sendfile];

/** A random send of an end: its name, its segment, and the promise of its end. */
export function someWrite(end, chance, limits, file) {
  const verb = chance.of(end.isTls ? overTls : all);
  // Bytes of nothing are sent, too.
  const length = chance.below(40) === 0 && verb !== sendfile ? 0 : someSize(chance);
  const part = { ...somePart(chance, length), file };
  const segment = end.out.send(part.bytes);
  return { verb: verb.name, segment, promise: verb(end.socket, part, limits) };
}
