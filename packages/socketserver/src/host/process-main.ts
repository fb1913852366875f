// The program of a child process: takes one job after another from its socket. That the socket ends says
// that the server has no more for it, or has gone.
import { Watcher, close, fdsSpace } from '@fdset/posix';
import { ConnectionResetError, InterruptedError, Socket, SocketTimeoutError } from '@fdset/socket';
import type { HandlerClass } from '../handler-source.js';
import { handleJob } from './handle-job.js';
import type { Job } from './job-slot.js';
import { loadInHost } from './load-in-host.js';
import { toPlainError } from './plain-error.js';
import type { ProcessStart } from './process-host.js';
import {
  CHANNEL_FD,
  MESSAGE_BYTES,
  SERVER_FD,
  decode,
  encode,
  shortened,
} from './process-messages.js';
import type { JobMessage, StartMessage } from './process-messages.js';

// Blocked, a process is woken soonest; after a while its event loop may go on with what handlers left.
const BLOCKED_MS = 50;

const channel = Socket.fromFd(CHANNEL_FD);
const room = Buffer.allocUnsafeSlow(MESSAGE_BYTES);

const serve = async (Handler: HandlerClass<unknown>, start: ProcessStart): Promise<void> => {
  channel.settimeout(BLOCKED_MS);
  for (let job = await nextJob(); job !== null; job = start.once ? null : await nextJob()) {
    await handleJob(Handler, job, start, (error, busyMs) => {
      channel.sendall(encode({ error: shortened(error), busyMs }));
    });
  }
  channel.close();
  close(SERVER_FD);
};

const nextJob = async (): Promise<Job | null> => {
  for (;;) {
    try {
      return receiveJob();
    } catch (error) {
      if (error instanceof SocketTimeoutError) await readable();
      // The server was killed and had not read all that was said to it.
      else if (error instanceof ConnectionResetError) return null;
      else if (error instanceof InterruptedError) await new Promise(setImmediate);
      else throw error;
    }
  }
};

const receiveJob = (): Job | null => {
  const controlBytes = fdsSpace(1);
  const { bytesReceived, fds } = channel.recvmsgInto([room], { controlBytes });
  if (bytesReceived === 0) return null;
  const message = decode(room.subarray(0, bytesReceived)) as JobMessage;
  const packet = message.packet === null ? null : Buffer.from(message.packet);
  return { ...message, packet, fd: fds[0] ?? SERVER_FD };
};

const readable = (): Promise<void> =>
  new Promise((resolve) => {
    const watcher = new Watcher(channel.fileno(), () => {
      watcher.close();
      resolve();
    });
    watcher.start();
  });

const say = (message: StartMessage): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });

const run = async (start: ProcessStart): Promise<void> => {
  let Handler: HandlerClass<unknown>;
  try {
    Handler = await loadInHost<unknown>(start.handler);
  } catch (error) {
    await say({ unusable: toPlainError(error) });
    process.exit(1);
  }
  await say({ unusable: null });
  await serve(Handler, start);
};

process.once('message', (start: ProcessStart) => void run(start));
