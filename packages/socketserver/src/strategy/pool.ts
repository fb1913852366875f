// The threads or processes of one server. A request waits here until a worker is free, and comes back if the worker ends
// before its handler has seen the request.
import { nowMs } from '../basics.js';
import { isUnusable } from '../worker/plain-error.js';
import { PoolMembers, WantedEnds } from './pool-members.js';
import type { PoolPolicy } from './pool-options.js';
import { PoolQueue } from './pool-queue.js';
import { PoolGrowth, PoolShrinking } from './pool-size.js';
import { PoolStarts } from './pool-starts.js';
import { PoolMeter } from './pool-stats.js';
import type { PoolStats } from './pool-stats.js';
import { chooseRetry, HandOverBackoff } from './shortage.js';
import { workerEnded } from './worker.js';
import type { PoolServer, PoolWorker, WorkerListener, MakeWorker, Work } from './worker.js';

// A ready worker that does not begin may be slow on a busy machine. After this time it counts as blocked for ever by code
// that an earlier handler left running.
const STUCK_MS = 10_000;

/** Gives requests to workers. */
export class Pool implements WorkerListener {
  readonly #policy: PoolPolicy;
  readonly #server: PoolServer;
  readonly #wanted = new WantedEnds(() => this.#queue.length > 0);
  readonly #members = new PoolMembers();
  readonly #queue: PoolQueue;
  readonly #starts: PoolStarts;
  readonly #handOver: HandOverBackoff;
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
    const queue = (this.#queue = new PoolQueue(policy, server, () => this.#starts.places));
    this.#policy = policy;
    this.#server = server;
    const collect = (): void => this.collect();
    this.#starts = new PoolStarts({ policy, members, queue, server, make, collect, onRetry });
    this.#handOver = new HandOverBackoff((error) => server.onWorkerMissing(error), onRetry);
    this.#growth = new PoolGrowth(policy.perRequest ? Infinity : policy.growAfterMs, {
      waitingSince: () => queue.first?.queuedAt ?? null,
      hasRoom: () => members.size < policy.max,
      busyProcessors: () =>
        this.#meter.busyProcessors([...members.busy].map(({ idleSince }) => idleSince)),
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

  /** Gives a request to a worker, adds it to the queue, or rejects it. */
  submit(work: Work): void {
    this.collect();
    const worker = this.#queue.length === 0 ? this.#members.idle.pop() : undefined;
    if (worker !== undefined && this.#assign(worker, work)) return;
    if (worker === undefined && this.#queue.isRejecting) return this.#server.reject(work);
    if (worker === undefined) this.#queue.push(work);
    this.#serveQueue(); // It also makes workers report ends at once, for which this request waits.
    this.#growth.watch();
    this.collect();
  }

  /** Finds the requests that have ended without a report. */
  collect(): void {
    for (const worker of this.#members.busy) this.#collect(worker);
  }

  /** Sets whether the server needs every end reported at once. */
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

  /** Extends the time of a request unless a handler has it; after `STUCK_MS` it goes to another worker. False: its time is up. */
  extend(work: Work): boolean {
    const worker = this.#members.busyWith(work);
    if (worker === undefined || worker.hasBegun) return false;
    if (nowMs() - worker.idleSince < STUCK_MS) this.#server.limit(work);
    else if (!worker.takeBack()) return false;
    else this.#moveBack(worker, workerEnded('worker did not begin in 10 s'));
    return true;
  }

  /** Ends all workers, whatever they do, and rejects all waiting requests. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const part of [this.#starts, this.#handOver, this.#growth, this.#shrinking]) part.stop();
    this.#queue.rejectAll();
    await Promise.all([...this.#members.all].map((worker) => worker.terminate()));
  }

  onRefused(worker: PoolWorker, error: Error): void {
    if (worker.takeBack()) return this.#moveBack(worker, error);
    const work = this.#unbind(worker);
    if (work !== null) this.#server.onEnded(work, error);
    void worker.terminate();
  }

  onGone(worker: PoolWorker, error: Error | null): void {
    // The worker may have finished its request before it ended for another reason.
    this.#collect(worker);
    const wasStarting = this.#members.remove(worker);
    const isBack = worker.takeBack();
    const work = this.#unbind(worker);
    this.#server.onWorkerGone(worker.id, isBack ? null : work, error);
    if (isBack && work !== null) this.#requeue(work, error);
    if (wasStarting && error !== null) this.#starts.failed(error);
    else if (work === null && error !== null) this.#starts.onEndedIdle();
    if (!this.#stopped) this.#serveQueue();
  }

  #add(worker: PoolWorker): PoolWorker {
    this.#members.add(worker);
    worker.ready.then(
      () => this.#onReady(worker),
      (error: Error) => this.#onUnusable(worker, error),
    );
    this.#shrinking.watch();
    return worker;
  }

  #onReady(worker: PoolWorker): void {
    if (!this.#members.all.has(worker)) return;
    this.#starts.succeeded();
    this.#server.onWorkerReady(worker.id);
    if (this.#members.started(worker) && !this.#stopped) this.#serveQueue();
  }

  // The worker cannot load the handler although others could, because the module was replaced meanwhile. Any other error is
  // handled when the worker ends.
  #onUnusable(worker: PoolWorker, error: Error): void {
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

  // Another worker may handle a request that no handler has seen; the worker that had it is ended.
  #moveBack(worker: PoolWorker, error: Error): void {
    const work = this.#unbind(worker);
    this.#server.onWorkerMissing(error);
    void worker.terminate();
    if (work !== null) this.#requeue(work, error);
    this.#serveQueue();
  }

  #requeue(work: Work, error: Error | null): void {
    this.#server.onCameBack(work);
    if (this.#stopped || work.record.abortReason !== null) this.#server.onDropped(work);
    else this.#queue.requeue(work, error);
  }

  #assign(worker: PoolWorker, work: Work): boolean {
    const now = nowMs();
    try {
      worker.assign(work, work.job());
    } catch (error) {
      this.#onNotAssigned(worker, work, error as Error);
      return false;
    }
    if (worker.idleSince < now) this.#meter.addWorkerTime(now - worker.idleSince, 0);
    worker.idleSince = now;
    this.#members.busy.add(worker);
    this.#handOver.succeeded();
    work.record.abort = () => void worker.terminate();
    this.#server.onHandedOver(work);
    this.#starts.startSpare();
    return true;
  }

  #onNotAssigned(worker: PoolWorker, work: Work, error: Error): void {
    worker.work = null;
    const retry = chooseRetry(error);
    if (retry === 'elsewhere') void worker.terminate();
    else this.#members.idle.push(worker);
    if (retry === 'later') this.#handOver.begin(error);
    if (retry === 'never') this.#server.onGivenUp(work, error);
    else this.#queue.unshift(work);
  }

  #collect(worker: PoolWorker): void {
    if (this.#members.busy.has(worker) && worker.collect()) this.#free(worker);
  }

  #free(worker: PoolWorker, error: Error | null = null): void {
    const work = this.#unbind(worker);
    const now = nowMs();
    const elapsed = now - worker.idleSince;
    // The worker's own figure is not trusted, because its handler can write to the channel.
    const busyMs = Math.min(worker.busyMs, elapsed);
    this.#meter.addWorkerTime(elapsed, busyMs);
    this.#meter.addRequest(busyMs, worker.cpuMs);
    worker.idleSince = this.#members.lastFreedAt = now;
    if (!this.#policy.reuse) worker.dismiss();
    else if (this.#members.all.has(worker)) this.#members.idle.push(worker);
    if (work !== null) this.#server.onEnded(work, error);
    this.#serveQueue();
  }

  #serveQueue(): void {
    while (this.#queue.length > 0 && !this.#handOver.isWaiting) {
      const worker = this.#members.idle.pop();
      const work = worker === undefined ? null : this.#queue.shift();
      if (worker === undefined || work === null) break;
      this.#meter.addWait(nowMs() - work.queuedAt);
      this.#assign(worker, work);
    }
    this.#starts.startNeeded();
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
