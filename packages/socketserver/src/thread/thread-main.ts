// The program of a worker: takes one job after another from its slot. Everything a worker says by message
// is rare: that it is ready, that its handler cannot be found, that a request failed.
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { close } from '@fdset/posix';
import { nowMs } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import { loadInWorker } from '../handler/load-in-worker.js';
import { arrived } from '../strategy/worker.js';
import { handleJob } from '../worker/handle-job.js';
import type { JobOwner, JobTimes } from '../worker/handle-job.js';
import { turnOfLoop } from '../worker/last-work.js';
import { toPlainError } from '../worker/plain-error.js';
import type { PlainError } from '../worker/plain-error.js';
import { useSynchronousConsole } from '../worker/worker-console.js';
import { JobSlot, SlotState } from './job-slot.js';
import type { Job } from './job-slot.js';
import type { ThreadData, ThreadMessage } from './thread-program.js';

// Blocked, a worker is woken soonest; after a while its event loop may go on with what handlers left.
const BLOCKED_MS = 50;
// Where one request follows the other, what handlers left for the next tick must not wait until there is none. A turn of
// the event loop for each would cost a short request a tenth of its time.
const TURN_EVERY_MS = 1;

const data = arrived(workerThreads.workerData as ThreadData);
// The handler's module has no business with it.
Object.assign(workerThreads, { workerData: null });
syncBuiltinESMExports();

const slot = new JobSlot(data.memory);
const wanted = new Int32Array(data.wanted);
const post = data.port.postMessage.bind(data.port);
const say = (message: ThreadMessage): void => post(message);

const handled = (error: PlainError | null, { busyMs, cpuMs }: JobTimes): void => {
  slot.busyMs = busyMs;
  slot.cpuMs = cpuMs;
  slot.state = error === null ? SlotState.finished : SlotState.failed;
  if (error !== null) say({ type: 'failed', error });
  else if (Atomics.load(wanted, 0) !== 0) say({ type: 'ended' });
};

const owner: JobOwner = {
  owning: () => {
    slot.state = SlotState.owning;
  },
  owned: () => {
    slot.state = SlotState.owned;
  },
};

// A thread that fails before its handler begins ends of it, and with it all that it owns: the connection it only holds.
const serveJob = async (Handler: HandlerClass<unknown>, job: Job): Promise<void> => {
  try {
    await handleJob(Handler, job, data, handled, owner);
  } catch (error) {
    if (slot.state === SlotState.taken && job.packet === null) {
      owner.owned(); // Else the serving thread closes it at this one's end.
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

// It waits beside its event loop. Not before its handler is loaded: a module that waits for what cannot come would keep it for ever.
const stayAlive = (): void => void data.port.on('message', () => {});

useSynchronousConsole();
/** Settled when the handler's module has been imported, or cannot be: until then all modules may have to be read at once. */
export const loaded = loadInWorker<unknown>(data.handler);
// One step after those who wait for that, since requests block the thread.
loaded
  .finally(() => {})
  .then(
    (Handler) => {
      stayAlive();
      say({ type: 'ready' });
      return serve(Handler);
    },
    (error: unknown) => {
      // Its server ends it: an end of its own could be heard first, and tells less.
      stayAlive();
      say({ type: 'unusable', error: toPlainError(error) });
    },
  );
