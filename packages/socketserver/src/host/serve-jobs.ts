// What a child process does: takes one job after another from its socket. That the socket ends says that
// the server has no more for it, or has gone.
import { Watcher, fdsSpace } from '@fdset/posix';
import {
  BrokenPipeError,
  ConnectionResetError,
  InterruptedError,
  SocketTimeoutError,
  hearSignals,
} from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler-source.js';
import { printLine } from '../print-line.js';
import { handleJob } from './handle-job.js';
import type { Job } from './job-slot.js';
import { turnOfLoop } from './last-work.js';
import { MESSAGE_BYTES, SERVER_FD, decodeJob, encodeEnd, shortened } from './process-messages.js';
import type { EndMessage, ProcessStart } from './process-messages.js';

// Blocked, a process is woken soonest; after a while its event loop may go on with what handlers left.
const BLOCKED_MS = 50;

/** Serves until there are no more jobs, or after one if the server wants that; closes the socket. */
export const serveJobs = async (
  channel: Socket,
  handlerOf: (job: Job) => HandlerClass<unknown>,
  start: ProcessStart,
): Promise<void> => {
  channel.settimeout(BLOCKED_MS);
  for (let job = await nextJob(channel); job !== null; job = await nextJob(channel)) {
    process.once('beforeExit', endUnsettled);
    const { id } = job;
    await handleJob(handlerOf(job), job, start, (error, times) => {
      tell(channel, { id: id, error: shortened(error), ...times });
    });
    process.off('beforeExit', endUnsettled);
    if (start.once) break;
    // What handle() left to be done next must not wait until no more requests come.
    await turnOfLoop();
  }
  channel.close();
};

const tell = (channel: Socket, end: EndMessage): void => {
  try {
    channel.sendall(encodeEnd(end));
  } catch (error) {
    // The server was killed meanwhile; its requests are finished all the same.
    const isGone = error instanceof BrokenPipeError || error instanceof ConnectionResetError;
    if (!isGone) throw error;
  }
};

// Node's own code for a program that waits for what cannot come any more.
const UNSETTLED = 13;

const endUnsettled = (): void => {
  printLine('handle() waits, and there is nothing left that could end its waiting');
  process.exitCode = UNSETTLED;
};

const nextJob = async (channel: Socket): Promise<Job | null> => {
  for (;;) {
    try {
      return receiveJob(channel);
    } catch (error) {
      if (error instanceof SocketTimeoutError) await readable(channel);
      // The server was killed and had not read all that was said to it.
      else if (error instanceof ConnectionResetError) return null;
      else if (error instanceof InterruptedError) await hearSignals();
      else throw error;
    }
  }
};

let room: Buffer | null = null;

const receiveJob = (channel: Socket): Job | null => {
  const controlBytes = fdsSpace(1);
  room ??= Buffer.allocUnsafeSlow(MESSAGE_BYTES);
  const { bytesReceived, fds } = channel.recvmsgInto([room], { controlBytes });
  if (bytesReceived === 0) return null;
  const job = decodeJob(room.subarray(0, bytesReceived));
  return { ...job, fd: fds[0] ?? SERVER_FD };
};

const readable = (channel: Socket): Promise<void> =>
  new Promise((resolve) => {
    const watcher = new Watcher(channel.fileno(), () => {
      watcher.close();
      resolve();
    });
    watcher.start();
  });
