// The program of a worker thread: it takes one job after another from its slot. It sends messages only rarely: when it is
// ready, when its handler cannot be loaded, when a request failed, or when the server wants to know of every end.
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { close } from '@fdset/posix';
import { nowMs } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import { loadInWorker } from '../handler/load-in-worker.js';
import { fromOrder } from '../strategy/worker.js';
import { handleJob } from '../worker/handle-job.js';
import type { JobOwner, JobTimes } from '../worker/handle-job.js';
import { turnOfLoop } from '../worker/last-work.js';
import { toPlainError } from '../worker/plain-error.js';
import type { PlainError } from '../worker/plain-error.js';
import { useSynchronousConsole } from '../worker/worker-console.js';
import { JobSlot, SlotState } from './job-slot.js';
import type { Job } from './job-slot.js';
import { ownTid } from './running-threads.js';
import type { ThreadData, ThreadMessage } from './thread-program.js';

// A blocked thread wakes up fastest. After this time without a job its event loop may run work that handlers left.
const BLOCKED_MS = 50;
// While one request follows another, work that handlers left must not wait until there is no request. A turn of the event
// loop after each request would cost a short request a tenth of its time, so there is one at most every millisecond.
const TURN_EVERY_MS = 1;

const data = fromOrder(workerThreads.workerData as ThreadData);
// The handler's module must not see the worker's data.
Object.assign(workerThreads, { workerData: null });
syncBuiltinESMExports();

const slot = new JobSlot(data.memory);
slot.tid = ownTid();
const wanted = new Int32Array(data.wanted);
const post = data.port.postMessage.bind(data.port);
const send = (message: ThreadMessage): void => post(message);

const reportEnd = (error: PlainError | null, { busyMs, cpuMs }: JobTimes): void => {
  slot.busyMs = busyMs;
  slot.cpuMs = cpuMs;
  slot.state = error === null ? SlotState.finished : SlotState.failed;
  if (error !== null) send({ type: 'failed', error });
  else if (Atomics.load(wanted, 0) !== 0) send({ type: 'ended' });
};

const owner: JobOwner = {
  owning: () => {
    slot.state = SlotState.owning;
  },
  owned: () => {
    slot.state = SlotState.owned;
  },
};

// An error before the handler begins ends the thread. The end closes what the thread owns, but not a connection that it has
// only taken, so the connection is closed here.
const serveJob = async (Handler: HandlerClass<unknown>, job: Job): Promise<void> => {
  try {
    await handleJob(Handler, job, data, reportEnd, owner);
  } catch (error) {
    if (slot.state === SlotState.taken && job.packet === null) {
      owner.owned(); // Otherwise the serving thread would close it again at the end of this thread.
      close(job.fd);
    }
    throw error;
  }
};

const serve = async (Handler: HandlerClass<unknown>): Promise<never> => {
  let turnedAt = nowMs();
  for (;;) {
    if (!slot.wait(BLOCKED_MS)) await slot.waitAsync();
    const job = slot.read();
    if (!slot.take()) continue;
    await serveJob(Handler, job);
    if (nowMs() - turnedAt < TURN_EVERY_MS) continue;
    await turnOfLoop();
    turnedAt = nowMs();
  }
};

// The thread blocks outside of its event loop, so a listener keeps it alive. It is added only when the handler is loaded,
// because a module whose top-level await never settles would otherwise keep the thread for ever.
const stayAlive = (): void => void data.port.on('message', () => {});

useSynchronousConsole();
/** Settles when the handler's module was imported, or cannot be. Modules may have to be read synchronously until then. */
export const loaded = loadInWorker<unknown>(data.handler);
// Serving begins one microtask after other callbacks of `loaded`, because requests block the thread.
loaded
  .finally(() => {})
  .then(
    (Handler) => {
      stayAlive();
      send({ type: 'ready' });
      return serve(Handler);
    },
    (error: unknown) => {
      // The server ends the thread. If the thread ended by itself, its exit could arrive before the message with the error.
      stayAlive();
      send({ type: 'unusable', error: toPlainError(error) });
    },
  );
