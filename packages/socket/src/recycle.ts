// Giving the memory of results back: `Socket.recycle`, and `Socket.chunks`, which does so for each chunk.
import { MSG_TRUNC, SOCK_DGRAM, argTypeError, isBytes, kindOf, rangeError } from '@fdset/posix';
import { blockRecv, blockRecvInto } from './block-recv.js';
import { freeMemory, isWorthReturning, renewIfOwn, takeMemory } from './own-memory.js';
import { ownRoom } from './own-room.js';
import { roomLength } from './reserve-room.js';
import { View } from './room.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';

// An own property `buffer` of the data would hide the real one.
const { get: memoryOf } = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  'buffer',
) as { get: (this: Uint8Array) => ArrayBufferLike };

/** `Socket.recycle`. */
export const recycle = (state: SocketState, data: Uint8Array): void => {
  state.recycles = true;
  if (!ownRoom.takeBack(data)) recycleAny(data);
};

const recycleAny = (data: Uint8Array): void => {
  if (!isBytes(data))
    throw argTypeError(`the data must be a Buffer that was received, not ${kindOf(data)}`);
  const memory = renewIfOwn(memoryOf.call(data));
  if (memory !== null) freeMemory(memory);
};

/** `Socket.chunks`; it checks its arguments and the socket now and not with the first chunk. */
export const chunks = (
  state: SocketState,
  maxBytes: number,
  flags: number,
): Generator<Buffer, undefined> => {
  const length = roomLength(maxBytes, flags);
  requireFd(state);
  if (length === 0) throw rangeError('maxBytes must be at least 1, not 0');
  // With MSG_TRUNC TCP discards bytes instead of writing them, and earlier bytes of the memory would show.
  const isPlain = (flags & MSG_TRUNC) !== 0 || !isWorthReturning(length);
  return isPlain ? newChunks(state, length, flags) : lentChunks(state, length, flags);
};

function* newChunks(
  state: SocketState,
  length: number,
  flags: number,
): Generator<Buffer, undefined> {
  for (;;) {
    const chunk = blockRecv(state, length, flags);
    if (isEnd(state, chunk.length)) return;
    yield chunk;
  }
}

function* lentChunks(
  state: SocketState,
  length: number,
  flags: number,
): Generator<Buffer, undefined> {
  for (let memory = takeMemory(length); ;) {
    const chunk = receiveChunk(state, new View(memory, 0, length), flags);
    if (isEnd(state, chunk.length)) return;
    yield chunk;
    // Null if the program has detached the memory itself, for example by sending it to a thread.
    memory = renewIfOwn(memory) ?? takeMemory(length);
  }
}

/** Receives into the room; at the end of the stream, and when there is an error, its memory is free again. */
const receiveChunk = (state: SocketState, room: Buffer, flags: number): Buffer => {
  let isFree = true;
  try {
    const received = blockRecvInto(state, room, room.length, flags);
    // An empty datagram is a chunk, which has the memory until the next one.
    isFree = isEnd(state, received);
    return received === room.length ? room : new View(room.buffer, 0, received);
  } finally {
    if (isFree) freeMemory(room.buffer as ArrayBuffer);
  }
};

const isEnd = (state: SocketState, received: number): boolean =>
  received === 0 && state.type !== SOCK_DGRAM;
