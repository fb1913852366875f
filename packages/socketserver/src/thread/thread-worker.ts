// A thread as its server sees it: reports the ends of jobs and the end of the thread. thread-place.ts hands jobs to it.
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort, ResourceLimits } from 'node:worker_threads';
import { isError, nowMs, shown } from '../basics.js';
import { endIfUnanswered } from '../strategy/unanswered-abort.js';
import { workerEnded, nextWorkerId } from '../strategy/worker.js';
import type { PoolWorker, WorkerFactory, WorkerListener, WorkerOrder } from '../strategy/worker.js';
import { debugWorker } from '../worker/debug-worker.js';
import { lostClassOf } from '../worker/error-class.js';
import { fromPlainError, fromUnusable, toPlainError } from '../worker/plain-error.js';
import { ThreadPlace } from './thread-place.js';
import { NEEDS_SYNC_READS, readThreadMessage, withSyncReads } from './thread-program.js';
import type { ThreadData, ThreadOrder } from './thread-program.js';

const receiveNext = (port: MessagePort): { message: unknown } | undefined =>
  receiveMessageOnPort(port);

// A worker may throw any value. Node's own message about it keeps only the classes of the engine.
const asError = (thrown: unknown): Error => {
  if (!isError(thrown)) return fromPlainError(toPlainError(thrown));
  const className = lostClassOf(thrown);
  return className === null ? thrown : fromPlainError({ ...toPlainError(thrown), className });
};

// No constant of the module: a CommonJS bundle has no import.meta.url, and its servers without threads work all the same.
const programFile = (): URL => new URL('./thread-main.js', import.meta.url);

// The descriptor of a connection that a worker has just taken would be lost if the worker were terminated then, and so would
// be that of a file which a loader of the program (--import) reads for a module. A worker that loads for longer than this
// may wait for something else.
const LOADING_MS = 5000;

// A thread in a synchronous call that waits (execSync, readSync of a pipe) cannot end before the call returns. After this
// time the server no longer waits for its end.
const ENDING_MS = 5000;

// In a program that was started with --input-type, Node refuses to start a worker from a file.
const isEvaluated = (): boolean => process.execArgv.some((flag) => flag.startsWith('--input-type'));

/** The program that the constructor of the worker gets. */
const program = (): { from: string | URL; isText: boolean } => {
  const file = programFile();
  if (NEEDS_SYNC_READS) return { from: withSyncReads(file.href), isText: true };
  if (isEvaluated()) return { from: `import(${JSON.stringify(file.href)})`, isText: true };
  return { from: file, isText: false };
};

/** The data with which every thread of a server starts. */
export interface ThreadWorkersStart extends WorkerOrder {
  readonly packetBytes: number;
  readonly resourceLimits: ResourceLimits | undefined;
}

/** A worker thread and its places. */
export class ThreadWorker implements PoolWorker {
  readonly id = nextWorkerId();
  readonly pid = undefined;
  readonly ready: Promise<void>;
  readonly places: ThreadPlace[] = [];

  readonly #packetBytes: number;
  readonly #isShared: boolean;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #listener: WorkerListener;
  readonly #told: (error: Error | null) => void;
  #isLoading = true;
  #asked = false;
  #hasGone = false;
  #ending: Promise<void> | null = null;
  #error: Error | null = null;

  constructor(
    { packetBytes, resourceLimits, ...data }: ThreadWorkersStart & Pick<ThreadData, 'wanted'>,
    listener: WorkerListener,
  ) {
    this.#packetBytes = packetBytes;
    this.#isShared = data.requestsPerWorker > 1;
    this.#listener = listener;
    const { memory } = this.#makePlace();
    const { port1: own, port2: port } = new MessageChannel();
    this.#port = own;
    const { from, isText } = program();
    this.#worker = new Worker(from, {
      eval: isText,
      workerData: { ...data, memory, port } satisfies ThreadData,
      transferList: [port],
      name: `fdset handler ${this.id}`,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
    // Requests under way keep the process alive, an idle worker does not.
    this.#worker.unref();
    this.ready = new Promise((resolve, reject) => this.#listen(resolve, reject));
    void this.ready.catch(() => {}).then(() => (this.#isLoading = false));
    this.#told = debugWorker(this);
  }

  get tid(): number {
    return this.places[0]?.tid ?? 0;
  }

  addPlace(): ThreadPlace {
    const place = this.#makePlace();
    this.#post({ type: 'place', memory: place.memory });
    return place;
  }

  #makePlace(): ThreadPlace {
    const place = new ThreadPlace(this, this.#packetBytes, (aborted) => this.#abort(aborted));
    this.places.push(place);
    return place;
  }

  #abort(place: ThreadPlace): void {
    if (!this.#isShared) return void this.terminate();
    const id = place.work?.record.id;
    if (id === undefined) return;
    this.#post({ type: 'abort', id });
    endIfUnanswered(place);
  }

  #post(order: ThreadOrder): void {
    this.#port.postMessage(order);
  }

  dismiss(): void {
    void this.terminate();
  }

  terminate(why?: Error): Promise<unknown> {
    if (why === undefined) this.#asked = true;
    else this.#error ??= why;
    return this.#end();
  }

  #end(): Promise<unknown> {
    return (this.#ending ??= this.#endOrGiveUp());
  }

  async #endOrGiveUp(): Promise<void> {
    if (this.#wouldLeak()) await this.#untilEndable();
    const timer = new AbortController();
    const late = delay(ENDING_MS, true, { ref: false, signal: timer.signal }).catch(() => false);
    const isLate = await Promise.race([this.#worker.terminate().then(() => false), late]);
    timer.abort();
    if (!isLate) return;
    this.#onGone(
      workerEnded(
        'thread of the handler cannot be ended: it waits in a call that nothing ends (execSync, readSync), and goes on until that returns',
      ),
    );
  }

  #onGone(error: Error | null): void {
    if (this.#hasGone) return;
    this.#hasGone = true;
    this.#told(error);
    this.#listener.onGone(this, error);
  }

  // Whether terminating the worker now would leak a descriptor.
  #wouldLeak(): boolean {
    return this.#isLoading || this.places.some(({ isBeingTaken }) => isBeingTaken);
  }

  async #untilEndable(): Promise<void> {
    const until = nowMs() + LOADING_MS;
    while (this.#wouldLeak() && nowMs() < until) await delay(1);
  }

  #listen(resolve: () => void, reject: (error: Error) => void): void {
    const onMessage = (message: unknown): void => this.#onMessage(message, resolve, reject);
    this.#port.on('message', onMessage);
    this.#port.unref();
    this.#worker.on('error', (error) => (this.#error ??= asError(error)));
    this.#worker.on('exit', (code) => {
      // The last messages may not have been delivered yet.
      for (let last = receiveNext(this.#port); last; last = receiveNext(this.#port))
        onMessage(last.message);
      this.#port.close();
      const error = this.#error ?? workerEnded(`thread of the handler ended (exit code ${code})`);
      reject(error);
      for (const place of this.places) place.closeTaken();
      this.#onGone(this.#asked ? null : error);
      for (const place of this.places) place.close();
    });
  }

  #onMessage(received: unknown, resolve: () => void, reject: (error: Error) => void): void {
    const message = readThreadMessage(received);
    if (message === null) return this.#endForeign(received);
    if (message.type === 'ready') return resolve();
    if (message.type === 'unusable') return reject(fromUnusable(message.error));
    const place = this.places[message.place];
    if (place === undefined) this.#endForeign(received);
    else if (message.type === 'ended') this.#listener.onEnded(place);
    // In any other state the end of the request was reported already.
    else if (place.collectFailure()) this.#listener.onFailed(place, fromPlainError(message.error));
  }

  // Ends a worker in which other code has used the port.
  #endForeign(received: unknown): void {
    this.#error ??= workerEnded(
      `thread of the handler was ended: something in it used the server's port, and sent ${shown(received)}`,
    );
    void this.#end();
  }
}

/** Makes the threads of one server; threads need no preparation. */
export const threadWorkers = (start: ThreadWorkersStart): WorkerFactory => ({
  start: () => Promise.resolve(),
  make: (listener, { buffer: wanted }) => new ThreadWorker({ ...start, wanted }, listener),
  stop: () => Promise.resolve(),
});
