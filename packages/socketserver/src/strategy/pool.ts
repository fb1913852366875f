// The threads or processes of one server. A request waits here until one can begin with it, and comes back unseen.
import { nowMs } from '../basics.js';
import { isUnusable } from '../worker/plain-error.js';
import { PoolMembers, WantedEnds } from './pool-members.js';
import type { PoolPolicy } from './pool-options.js';
import { PoolQueue } from './pool-queue.js';
import { PoolGrowth, PoolShrinking } from './pool-size.js';
import { PoolStarts } from './pool-starts.js';
import { PoolMeter } from './pool-stats.js';
import type { PoolStats } from './pool-stats.js';
import { HandingOver, retryOf } from './shortage.js';
import { workerEnded } from './worker.js';
import type { PoolServer, PoolWorker, WorkerListener, MakeWorker, Work } from './worker.js';

// A worker that is ready and does not begin is slow on a busy machine, or does for ever what a handler has left behind.
const STUCK_MS = 10_000;

/** Gives requests to workers. */
export class Pool implements WorkerListener {
  readonly #policy: PoolPolicy;
  readonly #server: PoolServer;
  readonly #wanted = new WantedEnds(() => this.#queue.length > 0);
  readonly #members = new PoolMembers();
  readonly #queue: PoolQueue;
  readonly #starts: PoolStarts;
  readonly #handing: HandingOver;
  readonly #growth: PoolGrowth;
  readonly #shrinking: PoolShrinking;
  #stopped = false;
  readonly #meter = new PoolMeter();
  readonly onEnded = (worker: PoolWorker): void => this.#collect(worker);
  readonly onFailed = (worker: PoolWorker, error: Error): void => this.#free(worker, error);

  constructor(policy: PoolPolicy, server: PoolServer, makeWorker: MakeWorker) {
    const members = this.#members;
    const onRetry = (): void => this.#serveQueue();
    const make = (): PoolWorker => this.#add(makeWorker(this, this.#wanted.memory));
    const queue = (this.#queue = new PoolQueue(policy, server, members));
    this.#policy = policy;
    this.#server = server;
    this.#starts = new PoolStarts({ policy, members, queue, server, make, onRetry });
    this.#handing = new HandingOver((error) => server.workerMissing(error), onRetry);
    this.#growth = new PoolGrowth(policy.growAfterMs, {
      waitingSince: () => queue.first?.queuedAt ?? null,
      hasRoom: () => members.size < policy.max,
      computing: () => this.#meter.computing([...members.busy].map(({ idleSince }) => idleSince)),
      grow: () => this.#starts.grow(),
    });
    this.#shrinking = new PoolShrinking(policy.idleTimeoutMs, {
      surplus: () => members.size - policy.min,
      dismissIdle: (since, most) => this.#dismissIdle(since, most),
    });
  }

  /** Starts the least number of workers, at least one, and waits until their handler is loaded. */
  start(): Promise<void> {
    this.#stopped = false;
    return this.#starts.open();
  }

  /** Takes a request: for a worker, for the queue, or not at all. */
  submit(work: Work): void {
    this.collect();
    const worker = this.#queue.length === 0 ? this.#members.idle.pop() : undefined;
    if (worker !== undefined && this.#assign(worker, work)) return;
    if (worker === undefined && this.#queue.refuses) return this.#server.reject(work);
    if (worker === undefined) this.#queue.push(work);
    this.#serveQueue(); // Only now does a worker's end matter at once.
    this.#growth.watch();
    this.collect();
  }

  /** Looks which requests have ended that nobody wanted to hear of. */
  collect(): void {
    for (const worker of this.#members.busy) this.#collect(worker);
  }

  /** Says whether the server wants to hear of every end at once. */
  watch(on: boolean): void {
    this.#wanted.watch(on);
    if (on) this.collect();
  }

  get pids(): number[] {
    return this.#members.pids;
  }

  stats(): PoolStats {
    this.collect();
    return this.#meter.stats(this.#members, this.#queue.length);
  }

  /** The time of a request is up: false when a handler has it. Else it begins anew, in the end with another worker. */
  extend(work: Work): boolean {
    const worker = this.#members.busyWith(work);
    if (worker === undefined || worker.hasBegun) return false;
    if (nowMs() - worker.idleSince < STUCK_MS) this.#server.limit(work);
    else if (!worker.takeBack()) return false;
    else this.#comesBack(worker, workerEnded('worker did not begin in 10 s'));
    return true;
  }

  /** Ends all workers, whatever they do, and drops what waits. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const part of [this.#starts, this.#handing, this.#growth, this.#shrinking]) part.stop();
    this.#queue.rejectAll();
    await Promise.all([...this.#members.all].map((worker) => worker.terminate()));
  }

  onRefused(worker: PoolWorker, error: Error): void {
    if (worker.takeBack()) return this.#comesBack(worker, error);
    const work = this.#unbind(worker);
    if (work !== null) this.#server.ended(work, error);
    void worker.terminate();
  }

  onGone(worker: PoolWorker, error: Error | null): void {
    // It may have finished in time, and died of something else.
    this.#collect(worker);
    const wasStarting = this.#members.remove(worker);
    const isBack = worker.takeBack();
    const work = this.#unbind(worker);
    this.#server.workerGone(worker.id, isBack ? null : work, error);
    if (isBack && work !== null) this.#requeue(work, error);
    if (wasStarting && error !== null) this.#starts.failed(error);
    else if (work === null && error !== null) this.#starts.endedIdle();
    if (!this.#stopped) this.#serveQueue();
  }

  #add(worker: PoolWorker): PoolWorker {
    this.#members.add(worker);
    worker.ready.then(
      () => this.#ready(worker),
      (error: Error) => this.#unusable(worker, error),
    );
    this.#shrinking.watch();
    return worker;
  }

  #ready(worker: PoolWorker): void {
    if (!this.#members.all.has(worker)) return;
    this.#starts.succeeded();
    this.#server.workerReady(worker.id);
    if (this.#members.started(worker) && !this.#stopped) this.#serveQueue();
  }

  // Its handler cannot be loaded, though others' could: its module was replaced meanwhile. Else it will say its end.
  #unusable(worker: PoolWorker, error: Error): void {
    if (!isUnusable(error)) return;
    if (this.#members.starting.delete(worker)) this.#starts.failed(error);
    void worker.terminate();
  }

  #unbind(worker: PoolWorker): Work | null {
    const { work } = worker;
    this.#members.busy.delete(worker);
    worker.work = null;
    return work;
  }

  // What no handler has seen another may handle, and its worker is no good any more.
  #comesBack(worker: PoolWorker, error: Error): void {
    const work = this.#unbind(worker);
    this.#server.workerMissing(error);
    void worker.terminate();
    if (work !== null) this.#requeue(work, error);
    this.#serveQueue();
  }

  #requeue(work: Work, error: Error | null): void {
    this.#server.cameBack(work);
    if (this.#stopped || work.record.abortReason !== null) this.#server.dropped(work);
    else this.#queue.comeBack(work, error);
  }

  #assign(worker: PoolWorker, work: Work): boolean {
    const now = nowMs();
    try {
      worker.assign(work, work.job());
    } catch (error) {
      this.#notAssigned(worker, work, error as Error);
      return false;
    }
    if (worker.idleSince < now) this.#meter.workerTime(now - worker.idleSince, 0);
    worker.idleSince = now;
    this.#members.busy.add(worker);
    this.#handing.succeeded();
    work.record.abort = () => void worker.terminate();
    this.#server.handedOver(work);
    this.#starts.makeSpare();
    return true;
  }

  #notAssigned(worker: PoolWorker, work: Work, error: Error): void {
    worker.work = null;
    const retry = retryOf(error);
    if (retry === 'elsewhere') void worker.terminate();
    else this.#members.idle.push(worker);
    if (retry === 'later') this.#handing.rest(error);
    if (retry === 'never') this.#server.gaveUp(work, error);
    else this.#queue.unshift(work);
  }

  #collect(worker: PoolWorker): void {
    if (this.#members.busy.has(worker) && worker.collect()) this.#free(worker);
  }

  #free(worker: PoolWorker, error: Error | null = null): void {
    const work = this.#unbind(worker);
    const now = nowMs();
    const elapsed = now - worker.idleSince;
    // What its handler says in its name is not believed.
    const busyMs = Math.min(worker.busyMs, elapsed);
    this.#meter.workerTime(elapsed, busyMs);
    this.#meter.handled(busyMs, worker.cpuMs);
    worker.idleSince = now;
    if (!this.#policy.reuse) worker.dismiss();
    else if (this.#members.all.has(worker)) this.#members.idle.push(worker);
    if (work !== null) this.#server.ended(work, error);
    this.#serveQueue();
  }

  #serveQueue(): void {
    while (this.#queue.length > 0 && !this.#handing.rests) {
      const worker = this.#members.idle.pop();
      const work = worker === undefined ? null : this.#queue.shift();
      if (worker === undefined || work === null) break;
      this.#meter.waited(nowMs() - work.queuedAt);
      this.#assign(worker, work);
    }
    this.#starts.makeMissing();
    this.#queue.update();
    this.#wanted.update();
  }

  #dismissIdle(since: number, most: number): void {
    this.collect();
    const surplus = this.#members.idle.filter(({ idleSince }) => idleSince <= since);
    for (const worker of surplus.slice(0, most)) {
      this.#members.retire(worker);
      worker.dismiss();
    }
  }
}
