// One worker as the serving thread sees it: gives it jobs, notices their ends, reports its death.
import { Worker } from 'node:worker_threads';
import type { ResourceLimits } from 'node:worker_threads';
import { close } from '@fdset/posix';
import { JobSlot, SlotState } from './job-slot.js';
import type { Job } from './job-slot.js';
import { fromPlainError } from './plain-error.js';
import type { ThreadData, ThreadMessage } from './thread-main.js';
import type { Work } from './work.js';

/** What every worker of a crew is started with. */
export interface ThreadStart extends Omit<ThreadData, 'memory'> {
  readonly packetBytes: number;
  readonly resourceLimits: ResourceLimits | undefined;
}

/** What a crew is told. */
export interface ThreadListener {
  /** Some request has ended; only said when it was wanted. */
  onEnded(): void;
  /** The request of a host failed; the host is free again. */
  onFailed(host: ThreadHost, error: Error): void;
  /** The worker has gone, by itself or on request; `error` is null only when it was asked to. */
  onGone(host: ThreadHost, error: Error | null): void;
}

let lastId = 0;

/** A worker and its slot. */
export class ThreadHost {
  readonly id = ++lastId;
  /** Resolves when the handler is loaded; rejects with why not. */
  readonly ready: Promise<void>;
  /** What it works on. */
  work: Work | null = null;
  idleSince = performance.now();

  readonly #slot: JobSlot;
  readonly #worker: Worker;
  readonly #listener: ThreadListener;
  #fd = -1;
  #asked = false;
  #error: Error | null = null;

  constructor({ packetBytes, resourceLimits, ...data }: ThreadStart, listener: ThreadListener) {
    this.#slot = JobSlot.create(packetBytes);
    this.#listener = listener;
    this.#worker = new Worker(new URL('./thread-main.js', import.meta.url), {
      workerData: { ...data, memory: this.#slot.memory } satisfies ThreadData,
      name: `fdset handler ${this.id}`,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
    // Asked for by the user's own requests, not by this worker, the process stays alive.
    this.#worker.unref();
    this.ready = new Promise((resolve, reject) => this.#listen(resolve, reject));
    this.ready.catch(() => {});
  }

  /** Milliseconds it was busy with its last request. */
  get busyMs(): number {
    return this.#slot.busyMs;
  }

  /** Hands a request over; it may still be starting. */
  assign(work: Work, job: Job): void {
    this.work = work;
    this.#fd = job.packet === null ? job.fd : -1;
    this.#slot.put(job);
  }

  /** Whether its request has ended well since the last look; it is free then. */
  collect(): boolean {
    if (this.#slot.state !== SlotState.finished) return false;
    this.#slot.state = SlotState.idle;
    return true;
  }

  /** Ends it, whatever it does; its descriptors are closed. */
  terminate(): Promise<unknown> {
    this.#asked = true;
    return this.#worker.terminate();
  }

  #listen(resolve: () => void, reject: (error: Error) => void): void {
    this.#worker.on('message', (message: ThreadMessage) => {
      if (message.type === 'ready') resolve();
      else if (message.type === 'ended') this.#listener.onEnded();
      else if (message.type === 'failed') this.#failed(fromPlainError(message.error));
      else reject(unusable(fromPlainError(message.error)));
    });
    this.#worker.on('error', (error) => (this.#error = error));
    this.#worker.on('exit', (code) => {
      const error = this.#error ?? exitError(code);
      reject(error);
      this.#closeUntaken();
      this.#listener.onGone(this, this.#asked ? null : error);
    });
  }

  #failed(error: Error): void {
    this.#slot.state = SlotState.idle;
    this.#listener.onFailed(this, error);
  }

  // What the worker had taken is closed at its end; a job that it never saw is still ours.
  #closeUntaken(): void {
    if (this.#slot.state === SlotState.job && this.#fd >= 0) close(this.#fd);
    this.#fd = -1;
  }
}

const unusable = (error: Error): Error =>
  Object.assign(new TypeError(error.message, { cause: error.cause }), {
    code: (error as { code?: unknown }).code,
  });

const exitError = (code: number): Error =>
  Object.assign(new Error(`the thread of the handler ended (exit code ${code})`), {
    code: 'ERR_FDSET_HOST_ENDED',
  });
