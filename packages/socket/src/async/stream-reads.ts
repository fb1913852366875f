// The reads of AsyncSocket that are attempts. On a stream they begin with the bytes that the lane has kept (kept-read.ts).
import { lengthOf, roomWithin, toBuffers } from '../arguments.js';
import { toBatchLimits } from '../batch-room.js';
import { toIncoming } from '../incoming-message.js';
import type { RecvmsgOptions } from '../incoming-message.js';
import type { Outcome } from '../verbs/attempt.js';
import { recv, recvInto } from '../verbs/recv.js';
import { recvfrom, recvfromInto } from '../verbs/recvfrom.js';
import type { Datagram, DatagramInfo } from '../verbs/recvfrom.js';
import { recvmmsg } from '../verbs/recvmmsg.js';
import type { BatchMessage } from '../verbs/recvmmsg.js';
import { recvmsg, recvmsgInto } from '../verbs/recvmsg.js';
import type { Message, MessageInfo } from '../verbs/recvmsg.js';
import { readKept } from './kept-read.js';
import type { Serving } from './operation.js';

/** `recv` with flags. */
export const readBytes = ({ lane, state }: Serving, most: number, flags: number): Outcome<Buffer> =>
  readKept(lane, {
    most,
    flags,
    attempt: (behind) => recv(state, most - behind, flags),
    fromKept: (bytes) => bytes,
    join: (bytes, rest) => Buffer.concat([bytes, rest]),
  });

/** `recvInto` with flags. */
export const readInto = (
  { lane, state }: Serving,
  buffer: Uint8Array,
  maxBytes: number | undefined,
  flags: number,
): Outcome<number> => {
  if (!lane.hasKept) return recvInto(state, buffer, maxBytes, flags);
  const most = roomWithin(buffer, maxBytes);
  return readKept(lane, {
    most,
    flags,
    attempt: (behind) => recvInto(state, buffer.subarray(behind), most - behind, flags),
    fromKept: (bytes) => copyInto(bytes, [buffer]),
    join: (bytes, rest) => bytes.length + rest,
  });
};

/** `recvfrom`. */
export const readFrom = (
  { lane, state }: Serving,
  most: number,
  flags: number,
): Outcome<Datagram> =>
  readKept(lane, {
    most,
    flags,
    attempt: (behind) => recvfrom(state, most - behind, flags),
    fromKept: (bytes) => [bytes, null],
    join: (bytes, [rest, address]) => [Buffer.concat([bytes, rest]), address],
  });

/** `recvfromInto`. */
export const readFromInto = (
  { lane, state }: Serving,
  buffer: Uint8Array,
  maxBytes: number | undefined,
  flags: number,
): Outcome<DatagramInfo> => {
  if (!lane.hasKept) return recvfromInto(state, buffer, maxBytes, flags);
  const most = roomWithin(buffer, maxBytes);
  return readKept(lane, {
    most,
    flags,
    attempt: (behind) => recvfromInto(state, buffer.subarray(behind), most - behind, flags),
    fromKept: (bytes) => [copyInto(bytes, [buffer]), null],
    join: (bytes, [rest, address]) => [bytes.length + rest, address],
  });
};

/** `recvmsg`. Descriptors come with later bytes. */
export const readMessage = (
  { lane, state }: Serving,
  most: number,
  options: RecvmsgOptions,
): Outcome<Message> => {
  if (!lane.hasKept) return recvmsg(state, most, options);
  return readKept(lane, {
    most,
    flags: toIncoming(state, options).flags,
    attempt: () => recvmsg(state, most, options),
    fromKept: (data) => ({ data, ...bare() }),
  });
};

/** `recvmsgInto`. */
export const readMessageInto = (
  { lane, state }: Serving,
  buffers: Uint8Array | readonly Uint8Array[],
  options: RecvmsgOptions,
): Outcome<MessageInfo> => {
  if (!lane.hasKept) return recvmsgInto(state, buffers, options);
  const into = toBuffers(buffers);
  return readKept(lane, {
    most: into.reduce((total, buffer) => total + lengthOf(buffer), 0),
    flags: toIncoming(state, options).flags,
    attempt: () => recvmsgInto(state, into, options),
    fromKept: (bytes) => ({ bytesReceived: copyInto(bytes, into), ...bare() }),
  });
};

/** `recvmmsg`. On a connection a message is the result of one receive. */
export const readBatch = (
  { lane, state }: Serving,
  maxMessages: number,
  most: number,
  flags: number,
): Outcome<BatchMessage[]> => {
  if (!lane.hasKept) return recvmmsg(state, maxMessages, most, flags);
  toBatchLimits(maxMessages, most);
  return readKept(lane, {
    most,
    flags,
    attempt: () => recvmmsg(state, maxMessages, most, flags),
    fromKept: (data) => [{ data, address: null, flags: 0 }],
  });
};

/** What a message of a stream has besides its bytes, if nothing came along. */
const bare = (): Omit<Message, 'data'> => ({ flags: 0, address: null, fds: [], control: [] });

const copyInto = (bytes: Buffer, buffers: readonly Uint8Array[]): number => {
  let at = 0;
  for (const buffer of buffers) {
    const part = bytes.subarray(at, at + buffer.length);
    buffer.set(part);
    at += part.length;
  }
  return bytes.length;
};
