// One place of a thread as its server sees it: the memory through which the thread gets a request and reports its end.
import { close } from '@fdset/posix';
import type { HandOver } from '@fdset/posix';
import { nowMs } from '../basics.js';
import type { PoolWorker, Work, WorkerPlace } from '../strategy/worker.js';
import { JobSlot, SlotState } from './job-slot.js';
import type { Job } from './job-slot.js';

/** A place of a thread. */
export class ThreadPlace implements WorkerPlace {
  readonly worker: PoolWorker;
  work: Work | null = null;
  idleSince = nowMs();
  readonly #slot: JobSlot;
  #handOver: HandOver | null = null;
  readonly #abort: (place: ThreadPlace) => void;

  /** @param packetBytes - the size of the longest datagram; 0 on stream servers */
  constructor(worker: PoolWorker, packetBytes: number, abort: (place: ThreadPlace) => void) {
    this.worker = worker;
    this.#slot = JobSlot.create(packetBytes);
    this.#abort = abort;
  }

  /** The memory that the place shares with the thread. */
  get memory(): SharedArrayBuffer {
    return this.#slot.memory;
  }

  get tid(): number {
    return this.#slot.tid;
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
    if (!work.isDatagram) (this.#handOver ??= this.#slot.watch()).set(job.fd);
    work.detach();
    this.#slot.offer();
  }

  get hasBegun(): boolean {
    return this.#slot.state !== SlotState.job;
  }

  takeBack(): boolean {
    if (this.work === null || !this.#slot.takeBack()) return false;
    this.work.reclaim(this.#slot.read().fd);
    this.#slot.state = SlotState.idle;
    return true;
  }

  collect(): boolean {
    return this.#leave(SlotState.finished);
  }

  /** Whether its request has failed since the last call; the place is then free. */
  collectFailure(): boolean {
    return this.#leave(SlotState.failed);
  }

  #leave(state: number): boolean {
    if (this.#slot.state !== state) return false;
    this.#slot.state = SlotState.idle;
    return true;
  }

  abort(): void {
    this.#abort(this);
  }

  /** Whether the thread is taking a descriptor, which terminating the thread now would leak. */
  get isBeingTaken(): boolean {
    const { state } = this.#slot;
    return state === SlotState.taken || state === SlotState.owning;
  }

  /** Closes the descriptor of a thread that ended (process.exit, its memory limit) before it owned the descriptor. */
  closeTaken(): void {
    if (!this.#leave(SlotState.taken)) return;
    if (this.work?.isDatagram === false) close(this.#slot.read().fd);
  }

  /** Must be called when the thread has ended. */
  close(): void {
    this.#handOver?.close();
  }
}
