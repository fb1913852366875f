// One worker as the serving thread sees it: gives it jobs, notices their ends, reports its death.
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort, ResourceLimits } from 'node:worker_threads';
import { close } from '@fdset/posix';
import { shown } from '../shown.js';
import { hostEnded, nextHostId } from './host.js';
import type { Host, HostListener } from './host.js';
import { JobSlot, SlotState } from './job-slot.js';
import type { Job } from './job-slot.js';
import { fromPlainError, fromUnusable } from './plain-error.js';
import { readThreadMessage } from './thread-messages.js';
import type { ThreadData } from './thread-messages.js';
import type { Work } from './work.js';

const next = (port: MessagePort): { message: unknown } | undefined => receiveMessageOnPort(port);

const FILE = new URL('./thread-main.js', import.meta.url);

// Of a worker that is terminated while it reads a module, Node 20 loses the file's descriptor for good; so would we that
// of a connection which it has just taken. One that takes longer than this over its modules may wait for something else.
const HOLDING_MS = 5000;

// To a worker of a program that was started with --input-type, Node refuses every file.
const isEvaluated = (): boolean => process.execArgv.some((flag) => flag.startsWith('--input-type'));

/** What every worker of a crew is started with. */
export interface ThreadStart extends Omit<ThreadData, 'memory' | 'port'> {
  readonly packetBytes: number;
  readonly resourceLimits: ResourceLimits | undefined;
}

/** A worker and its slot. */
export class ThreadHost implements Host {
  readonly id = nextHostId();
  readonly pid = undefined;
  readonly ready: Promise<void>;
  work: Work | null = null;
  idleSince = performance.now();

  readonly #slot: JobSlot;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #listener: HostListener;
  #fd = -1;
  #isLoading = true;
  #asked = false;
  #error: Error | null = null;

  constructor({ packetBytes, resourceLimits, ...data }: ThreadStart, listener: HostListener) {
    this.#slot = JobSlot.create(packetBytes);
    this.#listener = listener;
    const { port1: own, port2: port } = new MessageChannel();
    this.#port = own;
    this.#worker = new Worker(isEvaluated() ? `import(${JSON.stringify(FILE.href)})` : FILE, {
      eval: isEvaluated(),
      workerData: { ...data, memory: this.#slot.memory, port } satisfies ThreadData,
      transferList: [port],
      name: `fdset handler ${this.id}`,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
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
    this.work = work;
    this.#fd = job.packet === null ? job.fd : -1;
    this.#slot.put(job);
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
    this.#closeUntaken();
    if (!this.#holdsFile()) return this.#worker.terminate();
    return this.#untilItHoldsNone().then(() => this.#worker.terminate());
  }

  // A descriptor that would be nobody's after its end.
  #holdsFile(): boolean {
    return this.#isLoading || this.#slot.state === SlotState.taken;
  }

  async #untilItHoldsNone(): Promise<void> {
    const until = performance.now() + HOLDING_MS;
    while (this.#holdsFile() && performance.now() < until) await delay(1);
  }

  #listen(resolve: () => void, reject: (error: Error) => void): void {
    const hear = (message: unknown): void => this.#hear(message, resolve, reject);
    this.#port.on('message', hear);
    this.#port.unref();
    this.#worker.on('error', (error) => (this.#error ??= error));
    this.#worker.on('exit', (code) => {
      // What it said last.
      for (let last = next(this.#port); last !== undefined; last = next(this.#port))
        hear(last.message);
      this.#port.close();
      const error = this.#error ?? hostEnded(`thread of the handler ended (exit code ${code})`);
      reject(error);
      this.#closeUntaken();
      this.#listener.onGone(this, this.#asked ? null : error);
    });
  }

  #hear(received: unknown, resolve: () => void, reject: (error: Error) => void): void {
    const message = readThreadMessage(received);
    if (message === null) this.#break(received);
    else if (message.type === 'ready') resolve();
    else if (message.type === 'ended') this.#listener.onEnded();
    else if (message.type === 'unusable') reject(fromUnusable(message.error));
    // Else it is about a request of which this has been told already.
    else if (this.#slot.state === SlotState.failed) this.#failed(fromPlainError(message.error));
  }

  #break(received: unknown): void {
    this.#error ??= hostEnded(
      `thread of the handler was ended: something in it used the server's port, and said ${shown(received)}`,
    );
    void this.#end();
  }

  #failed(error: Error): void {
    this.#slot.state = SlotState.idle;
    this.#listener.onFailed(this, error);
  }

  // What the worker had taken is closed at its end; a job that it never saw is still ours.
  #closeUntaken(): void {
    if (this.#slot.takeBack() && this.#fd >= 0) close(this.#fd);
    this.#fd = -1;
  }
}
