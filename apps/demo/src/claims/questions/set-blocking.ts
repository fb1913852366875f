// Which sockets are changed by setblocking(false) of a listener: the flag of each is read, and so is the kernel's behaviour.
import type { Metrics } from '@fdset/benchmarks/kit';
import { accept, close, dup, getNonblocking, recv } from '@fdset/posix';
import {
  BlockingIOError,
  SO_RCVTIMEO,
  SOL_SOCKET,
  Socket,
  createConnection,
  createListener,
} from '@fdset/socket';
import { question } from '../question.js';

/** How long a read of an accepted socket may block. */
const PATIENCE_MS = 20;

export const setBlocking = question({
  id: 'set-blocking',
  summary: 'setblocking(false) of a listener, and the sockets around it',
  peers: ['listener'],
  rounds: 5,
  trial: async () => measure(),
});

function measure(): Metrics {
  using listener = createListener({ host: '127.0.0.1', port: 0 });
  using other = new Socket();
  const copy = dup(listener.fileno());
  try {
    listener.setblocking(false);
    const refusedMs = timeOfRefusal(listener);
    using client = createConnection(listener.getsockname());
    using accepted = acceptRaw(listener);
    return {
      itself: Number(getNonblocking(listener.fileno())),
      accepted: Number(getNonblocking(accepted.fileno())),
      other: Number(getNonblocking(other.fileno()) || getNonblocking(client.fileno())),
      duplicate: Number(getNonblocking(copy)),
      refusedMs,
      waitedMs: timeOfWait(accepted),
    };
  } finally {
    close(copy);
  }
}

/** accept(2) itself, whose socket has the flags that the kernel gives it. */
function acceptRaw(listener: Socket): Socket {
  return Socket.fromFd(accept(listener.fileno()).fd);
}

/** How long accept takes to say that nobody is there. */
function timeOfRefusal(listener: Socket): number {
  return timeUntilRefused(() => listener.accept());
}

/** How long recv(2) blocks when nothing comes; the kernel ends it after SO_RCVTIMEO. */
function timeOfWait(socket: Socket): number {
  const timeval = Buffer.alloc(16);
  timeval.writeUInt32LE(PATIENCE_MS * 1000, 8);
  socket.setsockopt(SOL_SOCKET, SO_RCVTIMEO, timeval);
  return timeUntilRefused(() => recv(socket.fileno(), Buffer.alloc(1)));
}

function timeUntilRefused(call: () => unknown): number {
  const startedAt = performance.now();
  try {
    call();
  } catch (error) {
    if (error instanceof BlockingIOError) return performance.now() - startedAt;
    throw error;
  }
  throw new Error('a call got what nobody had sent');
}
