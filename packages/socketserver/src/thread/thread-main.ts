// The program of a worker thread: it takes one job after another from its slot, or several at once from several slots
// (served-places.ts). It sends messages only rarely: when it is ready, when its handler cannot be loaded, when a request failed,
// or when the server wants to know of every end.
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { nowMs } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import { loadInWorker } from '../handler/load-in-worker.js';
import { fromOrder } from '../strategy/worker.js';
import { turnOfLoop } from '../worker/last-work.js';
import { toPlainError } from '../worker/plain-error.js';
import { useSynchronousConsole } from '../worker/worker-console.js';
import { JobSlot } from './job-slot.js';
import { ownTid } from './running-threads.js';
import { ServedPlaces } from './served-places.js';
import { ServedSlot } from './served-slot.js';
import type { ThreadData, ThreadMessage, ThreadOrder } from './thread-program.js';

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

const serve = async (Handler: HandlerClass<unknown>): Promise<never> => {
  const served = new ServedSlot(slot, data, (error) => {
    if (error !== null) send({ type: 'failed', place: 0, error });
    else if (Atomics.load(wanted, 0) !== 0) send({ type: 'ended', place: 0 });
  });
  let turnedAt = nowMs();
  for (;;) {
    if (!slot.wait(BLOCKED_MS)) await slot.waitAsync();
    if (!(await served.serve(Handler))) continue;
    if (nowMs() - turnedAt < TURN_EVERY_MS) continue;
    await turnOfLoop();
    turnedAt = nowMs();
  }
};

const serveTogether = (Handler: HandlerClass<unknown>): void => {
  const places = new ServedPlaces(Handler, data, send);
  data.port.on('message', (order: ThreadOrder) => {
    if (order.type === 'place') places.add(new JobSlot(order.memory));
    else places.abort(order.id);
  });
  places.add(slot);
};

// The thread blocks outside of its event loop, so a listener keeps it alive. It is added only when the handler is loaded,
// because a module whose top-level await never settles would otherwise keep the thread for ever.
const stayAlive = (): void => void data.port.on('message', () => {});

useSynchronousConsole();
/** Settles when the handler's module was imported, or cannot be. Modules may have to be read synchronously until then. */
export const loaded = loadInWorker<unknown>(data.handler, data.server.tls);
// Serving begins one microtask after other callbacks of `loaded`, because requests block the thread.
loaded
  .finally(() => {})
  .then(
    (Handler) => {
      stayAlive();
      send({ type: 'ready' });
      return data.requestsPerWorker > 1 ? serveTogether(Handler) : serve(Handler);
    },
    (error: unknown) => {
      // The server ends the thread. If the thread ended by itself, its exit could arrive before the message with the error.
      stayAlive();
      send({ type: 'unusable', error: toPlainError(error) });
    },
  );
