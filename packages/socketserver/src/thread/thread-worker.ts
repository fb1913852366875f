// One worker as the serving thread sees it: gives it jobs, notices their ends, reports its death.
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort, ResourceLimits } from 'node:worker_threads';
import { close } from '@fdset/posix';
import type { HandOver } from '@fdset/posix';
import { isError, nowMs, shown } from '../basics.js';
import { workerEnded, nextWorkerId } from '../strategy/worker.js';
import type {
  PoolWorker,
  WorkerFactory,
  WorkerListener,
  HostOrder,
  Work,
} from '../strategy/worker.js';
import { fromPlainError, fromUnusable, toPlainError } from '../worker/plain-error.js';
import { JobSlot, SlotState } from './job-slot.js';
import type { Job } from './job-slot.js';
import { mustReadAtOnce, readingAtOnce, readThreadMessage } from './thread-program.js';
import type { ThreadData } from './thread-program.js';

const next = (port: MessagePort): { message: unknown } | undefined => receiveMessageOnPort(port);

// Anything can be thrown.
const asError = (thrown: unknown): Error =>
  isError(thrown) ? thrown : fromPlainError(toPlainError(thrown));

const FILE = new URL('./thread-main.js', import.meta.url);

// Of a worker that is terminated while it reads a module, Node 20 loses the file's descriptor for good; so would we that
// of a connection which it has just taken. One that takes longer than this over its modules may wait for something else.
const HOLDING_MS = 5000;

// A thread in a synchronous call of Node's own that waits (execSync, readSync of a pipe) ends with that and no sooner: after
// so long it is let go.
const ENDING_MS = 5000;

// To a worker of a program that was started with --input-type, Node refuses every file.
const isEvaluated = (): boolean => process.execArgv.some((flag) => flag.startsWith('--input-type'));

/** What the constructor of a worker gets for its program. */
const program = (): { from: string | URL; isText: boolean } => {
  if (mustReadAtOnce()) return { from: readingAtOnce(FILE.href), isText: true };
  if (isEvaluated()) return { from: `import(${JSON.stringify(FILE.href)})`, isText: true };
  return { from: FILE, isText: false };
};

/** What every worker of a pool is started with. */
export interface ThreadStart extends Omit<ThreadData, 'memory' | 'port'> {
  readonly packetBytes: number;
  readonly resourceLimits: ResourceLimits | undefined;
}

/** A worker and its slot. */
export class ThreadWorker implements PoolWorker {
  readonly id = nextWorkerId();
  readonly pid = undefined;
  readonly ready: Promise<void>;
  work: Work | null = null;
  idleSince = nowMs();

  readonly #slot: JobSlot;
  readonly #handOver: HandOver;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #listener: WorkerListener;
  #isLoading = true;
  #asked = false;
  #hasGone = false;
  #ending: Promise<void> | null = null;
  #error: Error | null = null;

  constructor({ packetBytes, resourceLimits, ...data }: ThreadStart, listener: WorkerListener) {
    this.#slot = JobSlot.create(packetBytes);
    this.#listener = listener;
    const { port1: own, port2: port } = new MessageChannel();
    this.#port = own;
    const { from, isText } = program();
    this.#worker = new Worker(from, {
      eval: isText,
      workerData: { ...data, memory: this.#slot.memory, port } satisfies ThreadData,
      transferList: [port],
      name: `fdset handler ${this.id}`,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
    this.#handOver = this.#slot.watch();
    // Asked for by the user's own requests, not by this worker, the process stays alive.
    this.#worker.unref();
    this.ready = new Promise((resolve, reject) => this.#listen(resolve, reject));
    void this.ready.catch(() => {}).then(() => (this.#isLoading = false));
  }

  get cpuMs(): number {
    return this.#slot.cpuMs;
  }

  get busyMs(): number {
    return this.#slot.busyMs;
  }

  assign(work: Work, job: Job): void {
    this.#slot.put(job);
    this.work = work;
    if (!work.isDatagram) this.#handOver.set(job.fd);
    work.detach();
    this.#slot.offer();
  }

  get hasBegun(): boolean {
    return this.#slot.state !== SlotState.job;
  }

  takeBack(): boolean {
    if (this.work === null || !this.#slot.takeBack()) return false;
    this.work.comeBack(this.#slot.read().fd);
    this.#slot.state = SlotState.idle;
    return true;
  }

  collect(): boolean {
    if (this.#slot.state !== SlotState.finished) return false;
    this.#slot.state = SlotState.idle;
    return true;
  }

  dismiss(): void {
    void this.terminate();
  }

  terminate(): Promise<unknown> {
    this.#asked = true;
    return this.#end();
  }

  #end(): Promise<unknown> {
    return (this.#ending ??= this.#endOrLetGo());
  }

  async #endOrLetGo(): Promise<void> {
    if (this.#holdsFile()) await this.#untilItHoldsNone();
    const timer = new AbortController();
    const late = delay(ENDING_MS, true, { ref: false, signal: timer.signal }).catch(() => false);
    const isLate = await Promise.race([this.#worker.terminate().then(() => false), late]);
    timer.abort();
    if (!isLate) return;
    this.#gone(
      workerEnded(
        'thread of the handler cannot be ended: it waits in a call that nothing ends (execSync, readSync), and goes on until that returns',
      ),
    );
  }

  #gone(error: Error | null): void {
    if (this.#hasGone) return;
    this.#hasGone = true;
    this.#listener.onGone(this, error);
  }

  // A descriptor that would be nobody's after its end.
  #holdsFile(): boolean {
    const { state } = this.#slot;
    return this.#isLoading || state === SlotState.taken || state === SlotState.owning;
  }

  async #untilItHoldsNone(): Promise<void> {
    const until = nowMs() + HOLDING_MS;
    while (this.#holdsFile() && nowMs() < until) await delay(1);
  }

  #listen(resolve: () => void, reject: (error: Error) => void): void {
    const hear = (message: unknown): void => this.#hear(message, resolve, reject);
    this.#port.on('message', hear);
    this.#port.unref();
    this.#worker.on('error', (error) => (this.#error ??= asError(error)));
    this.#worker.on('exit', (code) => {
      // What it said last.
      for (let last = next(this.#port); last !== undefined; last = next(this.#port))
        hear(last.message);
      this.#port.close();
      const error = this.#error ?? workerEnded(`thread of the handler ended (exit code ${code})`);
      reject(error);
      this.#closeTaken();
      this.#gone(this.#asked ? null : error);
      this.#handOver.close();
    });
  }

  // It ended (process.exit, a limit of its memory) before the descriptor was its own.
  #closeTaken(): void {
    if (this.#slot.state !== SlotState.taken) return;
    this.#slot.state = SlotState.idle;
    if (this.work?.isDatagram === false) close(this.#slot.read().fd);
  }

  #hear(received: unknown, resolve: () => void, reject: (error: Error) => void): void {
    const message = readThreadMessage(received);
    if (message === null) this.#break(received);
    else if (message.type === 'ready') resolve();
    else if (message.type === 'ended') this.#listener.onEnded(this);
    else if (message.type === 'unusable') reject(fromUnusable(message.error));
    // Else it is about a request of which this has been told already.
    else if (this.#slot.state === SlotState.failed) this.#failed(fromPlainError(message.error));
  }

  #break(received: unknown): void {
    this.#error ??= workerEnded(
      `thread of the handler was ended: something in it used the server's port, and said ${shown(received)}`,
    );
    void this.#end();
  }

  #failed(error: Error): void {
    this.#slot.state = SlotState.idle;
    this.#listener.onFailed(this, error);
  }
}

// Threads need no preparation.

/** What every thread of a server is started with. */
export interface ThreadWorkersStart extends HostOrder {
  readonly packetBytes: number;
  readonly resourceLimits: ResourceLimits | undefined;
}

/** The threads of one server. */
export const threadWorkers = (start: ThreadWorkersStart): WorkerFactory => ({
  start: () => Promise.resolve(),
  make: (listener, { buffer: wanted }) => new ThreadWorker({ ...start, wanted }, listener),
  stop: () => Promise.resolve(),
});
