// A file's bytes into a socket: sendfile(2), which copies inside the kernel, and read + send for
// files that it refuses (pipes, terminals). Socket.sendfile is the public side.
import { readSync } from 'node:fs';
import { POLLOUT, SocketError, read, trySend, trySendfile } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { withBytesSent } from './send.js';
import { ReadyWait } from './wait-ready.js';

// One call moves at most 2 GiB.
const STEP_BYTES = 2 ** 30;
const CHUNK_BYTES = 64 * 1024;
const REFUSED = new Set(['EINVAL', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP', 'ESPIPE', 'ENODEV']);

/** What is to be sent; an offset of null means the file's own position, which then moves along. */
export interface FileRange {
  fd: number;
  offset: number | null;
  count: number;
}

/**
 * Sends until the range or the file ends; returns the number of bytes sent. The timeout bounds the
 * whole call.
 */
export const sendFile = (state: SocketState, range: FileRange): number => {
  const wait = new ReadyWait(state, 'sendfile', POLLOUT);
  const progress = { sent: 0 };
  try {
    if (!sendByKernel(state, range, wait, progress)) sendByCopy(state, range, wait, progress);
  } catch (error) {
    throw withBytesSent(error, progress.sent);
  }
  return progress.sent;
};

interface Progress {
  sent: number;
}

/** False when the kernel refuses this kind of file, before anything was sent. */
const sendByKernel = (
  state: SocketState,
  range: FileRange,
  wait: ReadyWait,
  progress: Progress,
): boolean => {
  while (progress.sent < range.count) {
    const moved = moveOnce(state, range, progress.sent);
    if (moved === null) return false;
    if (moved === 0) return true;
    if (moved > 0) {
      progress.sent += moved;
      wait.progressed();
    }
    if (progress.sent < range.count) wait.untilReady();
  }
  return true;
};

/** Bytes moved, 0 at the end of the file, -1 when the socket's queue is full, null when refused. */
const moveOnce = (state: SocketState, range: FileRange, sent: number): number | null => {
  const offset = range.offset === null ? null : range.offset + sent;
  const count = Math.min(range.count - sent, STEP_BYTES);
  try {
    return trySendfile(requireFd(state), range.fd, offset, count);
  } catch (error) {
    if (sent === 0 && error instanceof SocketError && REFUSED.has(error.code)) return null;
    throw error;
  }
};

const sendByCopy = (
  state: SocketState,
  range: FileRange,
  wait: ReadyWait,
  progress: Progress,
): void => {
  const chunk = Buffer.allocUnsafe(Math.min(range.count, CHUNK_BYTES));
  while (progress.sent < range.count) {
    const wanted = Math.min(range.count - progress.sent, chunk.length);
    const position = range.offset === null ? null : range.offset + progress.sent;
    // read(2) on an empty pipe would block where nothing can interrupt it.
    wait.untilReadable(range.fd);
    const length =
      position === null
        ? read(range.fd, chunk, 0, wanted)
        : readSync(range.fd, chunk, 0, wanted, position);
    if (length === 0) return;
    sendChunk(state, chunk.subarray(0, length), wait, progress);
  }
};

const sendChunk = (
  state: SocketState,
  chunk: Uint8Array,
  wait: ReadyWait,
  progress: Progress,
): void => {
  const end = progress.sent + chunk.length;
  while (progress.sent < end) {
    const left = end - progress.sent;
    const sent = trySend(requireFd(state), chunk, chunk.length - left, left);
    if (sent < 0) {
      wait.untilReady();
      continue;
    }
    progress.sent += sent;
    wait.progressed();
  }
};
