// The threads or processes of one server. A request waits here until a worker has a free place, and comes back if the worker
// ends before its handler has seen the request.
import { nowMs } from '../basics.js';
import { isUnusable } from '../worker/plain-error.js';
import { PoolMembers, WantedEnds } from './pool-members.js';
import type { PoolPolicy } from './pool-policy.js';
import { PoolQueue } from './pool-queue.js';
import { PoolGrowth, PoolShrinking } from './pool-size.js';
import { PoolStarts } from './pool-starts.js';
import { PoolMeter } from './pool-stats.js';
import type { PoolStats } from './pool-stats.js';
import { chooseRetry, HandOverBackoff } from './shortage.js';
import { workerEnded } from './worker.js';
import type {
  MakeWorker,
  PoolServer,
  PoolWorker,
  Work,
  WorkerListener,
  WorkerPlace,
} from './worker.js';

// A ready worker that does not begin may be slow on a busy machine. After this time it counts as blocked for ever by code
// that an earlier handler left running.
const STUCK_MS = 10_000;

/** Gives requests to workers. */
export class Pool implements WorkerListener {
  readonly #policy: PoolPolicy;
  readonly #server: PoolServer;
  readonly #wanted = new WantedEnds(() => this.#queue.length > 0);
  readonly #members: PoolMembers;
  readonly #queue: PoolQueue;
  readonly #starts: PoolStarts;
  readonly #handOver: HandOverBackoff;
  readonly #growth: PoolGrowth;
  readonly #shrinking: PoolShrinking;
  #stopped = false;
  readonly #meter = new PoolMeter();
  readonly onEnded = (place: WorkerPlace): void => this.#collect(place);
  readonly onFailed = (place: WorkerPlace, error: Error): void => this.#free(place, error);

  constructor(policy: PoolPolicy, server: PoolServer, makeWorker: MakeWorker) {
    const members = (this.#members = new PoolMembers(policy.requestsPerWorker));
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
      dismissIdle: (since, most) => {
        this.collect();
        members.dismissIdle(since, most);
      },
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
    const place = this.#queue.length === 0 ? this.#members.free.take() : undefined;
    if (place !== undefined && this.#assign(place, work)) return;
    if (place === undefined && this.#queue.isRejecting) return this.#server.reject(work);
    if (place === undefined) this.#queue.push(work);
    this.#serveQueue(); // It also makes workers report ends at once, for which this request waits.
    this.#growth.watch();
    this.collect();
  }

  /** Finds the requests that have ended without a report; workers with several places report all ends. */
  collect(): void {
    if (this.#policy.requestsPerWorker > 1) return;
    for (const place of this.#members.busy) this.#collect(place);
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
    const place = this.#members.busyWith(work);
    if (place === undefined || place.hasBegun) return false;
    if (nowMs() - place.idleSince < STUCK_MS) this.#server.limit(work);
    else if (!place.takeBack()) return false;
    else this.#moveBack(place, workerEnded('worker did not begin in 10 s'));
    return true;
  }

  /** Ends all workers, whatever they do, and rejects all waiting requests. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const part of [this.#starts, this.#handOver, this.#growth, this.#shrinking]) part.stop();
    this.#queue.rejectAll();
    await Promise.all([...this.#members.all].map((worker) => worker.terminate()));
  }

  onRefused(place: WorkerPlace, error: Error): void {
    if (place.takeBack()) return this.#moveBack(place, error);
    const work = this.#members.unbind(place);
    if (work !== null) this.#server.onEnded(work, error);
    this.#end(place.worker, error);
  }

  onGone(worker: PoolWorker, error: Error | null): void {
    // The worker may have finished requests before it ended for another reason.
    for (const place of worker.places) this.#collect(place);
    const wasStarting = this.#members.remove(worker);
    const { back, lost } = this.#members.takeFrom(worker);
    this.#server.onWorkerGone(worker.id, lost, error);
    for (const work of back.reverse()) this.#requeue(work, error);
    if (wasStarting && error !== null) this.#starts.failed(error);
    else if (back.length + lost.length === 0 && error !== null) this.#starts.onEndedIdle();
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

  // Another worker may handle a request that no handler has seen; the worker that had it is ended.
  #moveBack(place: WorkerPlace, error: Error): void {
    const work = this.#members.unbind(place);
    this.#server.onWorkerMissing(error);
    this.#end(place.worker, error);
    if (work !== null) this.#requeue(work, error);
    this.#serveQueue();
  }

  // Other requests of the worker, if it has several, end with the error.
  #end(worker: PoolWorker, error: Error): void {
    void worker.terminate(this.#policy.requestsPerWorker > 1 ? error : undefined);
  }

  #requeue(work: Work, error: Error | null): void {
    this.#server.onCameBack(work);
    if (this.#stopped || work.record.abortReason !== null) this.#server.onDropped(work);
    else this.#queue.requeue(work, error);
  }

  #assign(place: WorkerPlace, work: Work): boolean {
    const now = nowMs();
    try {
      place.assign(work, work.job());
    } catch (error) {
      this.#onNotAssigned(place, work, error as Error);
      return false;
    }
    this.#meter.began(place, now);
    this.#members.busy.add(place);
    this.#handOver.succeeded();
    work.record.abort = () => place.abort();
    this.#server.onHandedOver(work);
    this.#starts.startSpare();
    return true;
  }

  #onNotAssigned(place: WorkerPlace, work: Work, error: Error): void {
    place.work = null;
    const retry = chooseRetry(error);
    if (retry === 'elsewhere') this.#end(place.worker, error);
    else this.#members.free.put(place);
    if (retry === 'later') this.#handOver.begin(error, this.#members.free.rest(place.worker));
    if (retry === 'never') this.#server.onGivenUp(work, error);
    else this.#queue.unshift(work);
  }

  #collect(place: WorkerPlace): void {
    if (this.#members.busy.has(place) && place.collect()) this.#free(place);
  }

  #free(place: WorkerPlace, error: Error | null = null): void {
    const { worker } = place;
    const work = this.#members.unbind(place);
    this.#members.lastFreedAt = nowMs();
    this.#meter.ended(place, this.#members.lastFreedAt);
    if (!this.#policy.reuse) worker.dismiss();
    else if (this.#members.all.has(worker)) this.#members.free.put(place);
    if (work !== null) this.#server.onEnded(work, error);
    this.#serveQueue();
  }

  #serveQueue(): void {
    while (this.#queue.length > 0 && !this.#handOver.isWaiting) {
      const place = this.#members.free.take();
      const work = place === undefined ? null : this.#queue.shift();
      if (place === undefined || work === null) break;
      this.#meter.addWait(nowMs() - work.queuedAt);
      this.#assign(place, work);
    }
    this.#starts.startNeeded();
    this.#queue.update();
    this.#wanted.update();
  }
}
