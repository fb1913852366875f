// Connecting: start it without waiting, wait until the socket is writable, then ask how it went.
// Socket.connect, connectEx and tryConnect are the public side.
import {
  BlockingIOError,
  POLLOUT,
  SOL_SOCKET,
  SO_ERROR,
  getsockopt,
  socketError,
  tryConnect,
} from '@fdset/posix';
import type { Address, SocketError } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { systemError } from './system-error.js';
import { ReadyWait } from './wait-ready.js';

/** Connects as the socket's timeout says; `address` is numeric. */
export const connect = (state: SocketState, address: Address): void => {
  let wait: ReadyWait | null = null;
  for (;;) {
    const unfinished = startConnect(state, address);
    if (unfinished === null) return;
    if (state.timeoutMs === 0) throw unfinished;
    wait ??= new ReadyWait(state, 'connect', POLLOUT, 0, address);
    untilSettled(wait, unfinished);
    // A Unix socket whose peer's backlog is full was not even queued (EAGAIN): start anew.
    if (unfinished.code !== 'EAGAIN') return finishConnect(state, address);
  }
};

/** Starts to connect; null when that is already all, else the error a non-blocking connect gives. */
const startConnect = (state: SocketState, address: Address): SocketError | null => {
  try {
    if (tryConnect(requireFd(state), address)) return null;
  } catch (error) {
    // EALREADY: an earlier call timed out or was interrupted, and the kernel went on with it.
    if (error instanceof BlockingIOError) return error;
    throw error;
  }
  return systemError('EINPROGRESS', 'connect', address);
};

// With SO_SNDTIMEO the kernel stops waiting, and says what a connect that never waits says.
const untilSettled = (wait: ReadyWait, unfinished: SocketError): void => {
  try {
    wait.untilReady();
  } catch (error) {
    throw error instanceof BlockingIOError ? unfinished : error;
  }
};

const finishConnect = (state: SocketState, address: Address): void => {
  const fd = requireFd(state);
  const failure = getsockopt(fd, SOL_SOCKET, SO_ERROR);
  settle(fd, address);
  if (failure !== 0) throw socketError(-failure, 'connect', address);
};

// Linux keeps the socket "connecting" after SO_ERROR was read, and gives the outcome once more to the
// next connect: success, whatever its address, or ECONNABORTED. Taking that answer here leaves a
// socket as after a connect(2) that blocked: connected (EISCONN from now on), or free to try again.
// Other systems would start a new attempt instead.
const asksTwice = process.platform === 'linux';

const settle = (fd: number, address: Address): void => {
  if (!asksTwice) return;
  try {
    tryConnect(fd, address);
  } catch {
    // The error that counts was read before.
  }
};
