// A child process that handles several jobs at once: it takes them from its channel on the event loop, while others go on. The
// end of the channel means that the server has no more jobs for it, or has gone.
import { setTimeout } from 'node:timers';
import { EVENT_READ, watch } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';
import { ConnectionResetError } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler/handler-source.js';
import { isShortage } from '../strategy/shortage.js';
import { RETRY_MS } from '../strategy/worker.js';
import type { Job } from '../thread/job-slot.js';
import { handleJob } from '../worker/handle-job.js';
import { RunningJobs } from '../worker/running-jobs.js';
import { isAbortMessage, shorten } from './process-messages.js';
import type { ProcessStart } from './process-messages.js';
import { JobRefused, tryReceive } from './receive-job.js';
import { sendEnd, sendRefusal } from './serve-jobs.js';

/** Handles jobs until there are no more, and closes the channel when the last one has ended. */
export const serveTogether = async (
  channel: Socket,
  handlerOf: () => HandlerClass<unknown>,
  start: ProcessStart,
): Promise<void> => {
  // The server reads all ends, so the process may wait for room in the channel.
  channel.settimeout(null);
  const jobs = new TogetherJobs(channel, handlerOf, start);
  await jobs.received;
  await jobs.ended();
  channel.close();
};

class TogetherJobs {
  /** Resolves when no more jobs come. */
  readonly received: Promise<void>;
  readonly #channel: Socket;
  readonly #handlerOf: () => HandlerClass<unknown>;
  readonly #start: ProcessStart;
  readonly #running = new RunningJobs();
  readonly #underWay = new Set<Promise<void>>();
  readonly #watch: Watch;
  #finish!: () => void;
  #fail!: (error: unknown) => void;

  constructor(channel: Socket, handlerOf: () => HandlerClass<unknown>, start: ProcessStart) {
    this.#channel = channel;
    this.#handlerOf = handlerOf;
    this.#start = start;
    this.received = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.#watch = watch(channel, EVENT_READ, () => this.#receive());
  }

  /** Resolves when the jobs that have come have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #receive(): void {
    try {
      for (let more = true; more;) more = this.#receiveOne();
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Takes one message; false when there is none, or there will be no more. */
  #receiveOne(): boolean {
    const message = tryReceive(this.#channel);
    if (message === null) return false;
    if (message === undefined) this.#stop(this.#finish);
    else if (isAbortMessage(message)) this.#running.abort(message.abort);
    else this.#begin(message);
    return message !== undefined;
  }

  #begin(job: Job): void {
    const { id } = job;
    const handling = handleJob(
      this.#handlerOf(),
      job,
      this.#start,
      (error, times) => sendEnd(this.#channel, { id, error: shorten(error), ...times }),
      { among: this.#running },
    );
    this.#underWay.add(handling);
    // Its error ends the process.
    void handling.finally(() => this.#underWay.delete(handling));
  }

  #onError(error: unknown): void {
    // The server was killed before it had read all messages.
    if (error instanceof ConnectionResetError) return this.#stop(this.#finish);
    const isPassing = isShortage(error) || error instanceof JobRefused;
    // A descriptor is free when a request ends. Jobs stay in the channel until then.
    if (isPassing && this.#underWay.size > 0) return this.#pause();
    if (!(error instanceof JobRefused)) return this.#stop(() => this.#fail(error));
    sendRefusal(this.#channel, error);
    this.#stop(this.#finish);
  }

  #pause(): void {
    this.#watch.modify(0);
    setTimeout(() => this.#watch.modify(EVENT_READ), RETRY_MS);
  }

  #stop(then: () => void): void {
    this.#watch.stop();
    then();
  }
}
