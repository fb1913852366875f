// One place of a process as its server sees it. job-channel.ts sends its jobs and takes them back.
import { nowMs } from '../basics.js';
import type { PoolWorker, Work, WorkerPlace } from '../strategy/worker.js';
import type { Job } from '../thread/job-slot.js';
import type { JobChannel, NumberedPlace } from './job-channel.js';
import type { EndMessage } from './process-messages.js';

/** A place of a process. */
export class ProcessPlace implements WorkerPlace, NumberedPlace {
  readonly worker: PoolWorker;
  work: Work | null = null;
  idleSince = nowMs();
  busyMs = 0;
  cpuMs = 0;
  number = 0;
  readonly #channel: JobChannel<ProcessPlace>;
  readonly #abort: (place: ProcessPlace) => void;
  #ended = false;

  constructor(
    worker: PoolWorker,
    channel: JobChannel<ProcessPlace>,
    abort: (place: ProcessPlace) => void,
  ) {
    this.worker = worker;
    this.#channel = channel;
    this.#abort = abort;
  }

  assign(work: Work, job: Job): void {
    this.#channel.send(this, job);
    this.work = work;
    this.#ended = false;
    work.sent();
  }

  get hasBegun(): boolean {
    return this.#channel.hasRead(this);
  }

  takeBack(): boolean {
    if (this.work === null || this.hasBegun) return false;
    const fds = this.#channel.takeBack(this);
    const isWhole = fds !== null && (this.work.isDatagram || fds.length > 0);
    if (isWhole) this.work.reclaim(fds[0]);
    return isWhole;
  }

  collect(): boolean {
    const ended = this.#ended;
    this.#ended = false;
    return ended;
  }

  abort(): void {
    this.#abort(this);
  }

  /** Notes the end of its request. */
  end({ busyMs, cpuMs }: Pick<EndMessage, 'busyMs' | 'cpuMs'>): void {
    this.busyMs = busyMs;
    this.cpuMs = cpuMs;
    this.#ended = true;
  }
}
