// One slot as the thread sees it: takes a job from it, and writes the end of the job into it.
import { close } from '@fdset/posix';
import type { HandlerClass } from '../handler/handler-source.js';
import type { WorkerStart } from '../strategy/worker.js';
import { handleJob } from '../worker/handle-job.js';
import type { JobOwner, JobTimes } from '../worker/handle-job.js';
import type { PlainError } from '../worker/plain-error.js';
import type { RunningJobs } from '../worker/running-jobs.js';
import { SlotState } from './job-slot.js';
import type { Job, JobSlot } from './job-slot.js';

/** A slot with the thread's side of its jobs. */
export class ServedSlot implements JobOwner {
  readonly #slot: JobSlot;
  readonly #start: WorkerStart;
  readonly #onEnd: (error: PlainError | null) => void;

  /** @param onEnd - is called when the end of a job was written */
  constructor(slot: JobSlot, start: WorkerStart, onEnd: (error: PlainError | null) => void) {
    this.#slot = slot;
    this.#start = start;
    this.#onEnd = onEnd;
  }

  /**
   * Takes the job and handles it; false when the serving thread took it back first.
   * @param among - the jobs of a thread that handles several at once
   */
  async serve(Handler: HandlerClass<unknown>, among?: RunningJobs): Promise<boolean> {
    const job = this.#slot.read();
    if (!this.#slot.take()) return false;
    await this.#serveJob(Handler, job, among);
    return true;
  }

  // An error before the handler begins ends the thread. The end closes what the thread owns, but not a connection that it has
  // only taken, so the connection is closed here.
  async #serveJob(Handler: HandlerClass<unknown>, job: Job, among?: RunningJobs): Promise<void> {
    const report = (error: PlainError | null, times: JobTimes): void => this.#end(error, times);
    try {
      await handleJob(Handler, job, this.#start, report, { owner: this, among });
    } catch (error) {
      if (this.#slot.state === SlotState.taken && job.packet === null) {
        this.owned(); // Otherwise the serving thread would close it again at the end of this thread.
        close(job.fd);
      }
      throw error;
    }
  }

  owning(): void {
    this.#slot.state = SlotState.owning;
  }

  owned(): void {
    this.#slot.state = SlotState.owned;
  }

  #end(error: PlainError | null, { busyMs, cpuMs }: JobTimes): void {
    this.#slot.busyMs = busyMs;
    this.#slot.cpuMs = cpuMs;
    this.#slot.state = error === null ? SlotState.finished : SlotState.failed;
    this.#onEnd(error);
  }
}
