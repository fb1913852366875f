// The threads or processes of one server. A request waits here until one can begin with it, and comes back unseen.
import { nowMs } from '../now-ms.js';
import type { Host, HostListener, MakeHost } from './host.js';
import { HandingOver, retryOf } from './handing-over.js';
import type { CrewPolicy } from './crew-options.js';
import { CrewGrowth } from './crew-growth.js';
import { CrewMembers } from './crew-members.js';
import { CrewQueue } from './crew-queue.js';
import { CrewShrinking } from './crew-shrinking.js';
import { CrewStarts } from './crew-starts.js';
import { CrewMeter } from './crew-stats.js';
import type { CrewStats } from './crew-stats.js';
import type { CrewServer } from './crew-server.js';
import { hostEnded } from './host.js';
import { isUnusable } from './plain-error.js';
import { WantedEnds } from './wanted-ends.js';
import type { Work } from './work.js';

// A host that is ready and does not begin is slow on a busy machine, or does for ever what a handler has left behind.
const STUCK_MS = 10_000;

/** Gives requests to hosts. */
export class Crew implements HostListener {
  readonly #policy: CrewPolicy;
  readonly #server: CrewServer;
  readonly #wanted = new WantedEnds(() => this.#queue.length > 0);
  readonly #members = new CrewMembers();
  readonly #queue: CrewQueue;
  readonly #starts: CrewStarts;
  readonly #handing: HandingOver;
  readonly #growth: CrewGrowth;
  readonly #shrinking: CrewShrinking;
  #stopped = false;
  readonly #meter = new CrewMeter();
  readonly onEnded = (host: Host): void => this.#collect(host);
  readonly onFailed = (host: Host, error: Error): void => this.#free(host, error);

  constructor(policy: CrewPolicy, server: CrewServer, makeHost: MakeHost) {
    const members = this.#members;
    const onRetry = (): void => this.#serveQueue();
    const make = (): Host => this.#add(makeHost(this, this.#wanted.memory));
    const queue = (this.#queue = new CrewQueue(policy, server, members));
    this.#policy = policy;
    this.#server = server;
    this.#starts = new CrewStarts({ policy, members, queue, server, make, onRetry });
    this.#handing = new HandingOver((error) => server.hostMissing(error), onRetry);
    this.#growth = new CrewGrowth(policy.growAfterMs, {
      waitingSince: () => queue.first?.queuedAt ?? null,
      hasRoom: () => members.size < policy.max,
      computing: () => this.#meter.computing([...members.busy].map(({ idleSince }) => idleSince)),
      grow: () => this.#starts.grow(),
    });
    this.#shrinking = new CrewShrinking(policy.idleTimeoutMs, {
      surplus: () => members.size - policy.min,
      dismissIdle: (since, most) => this.#dismissIdle(since, most),
    });
  }

  /** Starts the least number of hosts, at least one, and waits until their handler is loaded. */
  start(): Promise<void> {
    this.#stopped = false;
    return this.#starts.open();
  }

  /** Takes a request: for a host, for the queue, or not at all. */
  submit(work: Work): void {
    this.collect();
    const host = this.#queue.length === 0 ? this.#members.idle.pop() : undefined;
    if (host !== undefined && this.#assign(host, work)) return;
    if (host === undefined && this.#queue.refuses) return this.#server.reject(work);
    if (host === undefined) this.#queue.push(work);
    this.#serveQueue(); // Only now does a worker's end matter at once.
    this.#growth.watch();
    this.collect();
  }

  /** Looks which requests have ended that nobody wanted to hear of. */
  collect(): void {
    for (const host of this.#members.busy) this.#collect(host);
  }

  /** Says whether the server wants to hear of every end at once. */
  watch(on: boolean): void {
    this.#wanted.watch(on);
    if (on) this.collect();
  }

  get pids(): number[] {
    return this.#members.pids;
  }

  stats(): CrewStats {
    this.collect();
    return this.#meter.stats(this.#members, this.#queue.length);
  }

  /** The time of a request is up: false when a handler has it. Else it begins anew, in the end with another host. */
  extend(work: Work): boolean {
    const host = this.#members.busyWith(work);
    if (host === undefined || host.hasBegun) return false;
    if (nowMs() - host.idleSince < STUCK_MS) this.#server.limit(work);
    else if (!host.takeBack()) return false;
    else this.#comesBack(host, hostEnded('host did not begin in 10 s'));
    return true;
  }

  /** Ends all hosts, whatever they do, and drops what waits. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const part of [this.#starts, this.#handing, this.#growth, this.#shrinking]) part.stop();
    this.#queue.rejectAll();
    await Promise.all([...this.#members.all].map((host) => host.terminate()));
  }

  onRefused(host: Host, error: Error): void {
    if (host.takeBack()) return this.#comesBack(host, error);
    const work = this.#unbind(host);
    if (work !== null) this.#server.ended(work, error);
    void host.terminate();
  }

  onGone(host: Host, error: Error | null): void {
    // It may have finished in time, and died of something else.
    this.#collect(host);
    const wasStarting = this.#members.remove(host);
    const isBack = host.takeBack();
    const work = this.#unbind(host);
    this.#server.hostGone(host.id, isBack ? null : work, error);
    if (isBack && work !== null) this.#requeue(work, error);
    if (wasStarting && error !== null) this.#starts.failed(error);
    else if (work === null && error !== null) this.#starts.endedIdle();
    if (!this.#stopped) this.#serveQueue();
  }

  #add(host: Host): Host {
    this.#members.add(host);
    host.ready.then(
      () => this.#ready(host),
      (error: Error) => this.#unusable(host, error),
    );
    this.#shrinking.watch();
    return host;
  }

  #ready(host: Host): void {
    if (!this.#members.all.has(host)) return;
    this.#starts.succeeded();
    this.#server.hostReady(host.id);
    if (this.#members.started(host) && !this.#stopped) this.#serveQueue();
  }

  // Its handler cannot be loaded, though others' could: its module was replaced meanwhile. Else it will say its end.
  #unusable(host: Host, error: Error): void {
    if (!isUnusable(error)) return;
    if (this.#members.starting.delete(host)) this.#starts.failed(error);
    void host.terminate();
  }

  #unbind(host: Host): Work | null {
    const { work } = host;
    this.#members.busy.delete(host);
    host.work = null;
    return work;
  }

  // What no handler has seen another may handle, and its host is no good any more.
  #comesBack(host: Host, error: Error): void {
    const work = this.#unbind(host);
    this.#server.hostMissing(error);
    void host.terminate();
    if (work !== null) this.#requeue(work, error);
    this.#serveQueue();
  }

  #requeue(work: Work, error: Error | null): void {
    this.#server.cameBack(work);
    if (this.#stopped || work.record.abortReason !== null) this.#server.dropped(work);
    else this.#queue.comeBack(work, error);
  }

  #assign(host: Host, work: Work): boolean {
    const now = nowMs();
    try {
      host.assign(work, work.job());
    } catch (error) {
      this.#notAssigned(host, work, error as Error);
      return false;
    }
    if (host.idleSince < now) this.#meter.hostTime(now - host.idleSince, 0);
    host.idleSince = now;
    this.#members.busy.add(host);
    this.#handing.succeeded();
    work.record.abort = () => void host.terminate();
    this.#server.handedOver(work);
    this.#starts.makeSpare();
    return true;
  }

  #notAssigned(host: Host, work: Work, error: Error): void {
    host.work = null;
    const retry = retryOf(error);
    if (retry === 'elsewhere') void host.terminate();
    else this.#members.idle.push(host);
    if (retry === 'later') this.#handing.rest(error);
    if (retry === 'never') this.#server.gaveUp(work, error);
    else this.#queue.unshift(work);
  }

  #collect(host: Host): void {
    if (this.#members.busy.has(host) && host.collect()) this.#free(host);
  }

  #free(host: Host, error: Error | null = null): void {
    const work = this.#unbind(host);
    const now = nowMs();
    const elapsed = now - host.idleSince;
    // What its handler says in its name is not believed.
    const busyMs = Math.min(host.busyMs, elapsed);
    this.#meter.hostTime(elapsed, busyMs);
    this.#meter.handled(busyMs, host.cpuMs);
    host.idleSince = now;
    if (!this.#policy.reuse) host.dismiss();
    else if (this.#members.all.has(host)) this.#members.idle.push(host);
    if (work !== null) this.#server.ended(work, error);
    this.#serveQueue();
  }

  #serveQueue(): void {
    while (this.#queue.length > 0 && !this.#handing.rests) {
      const host = this.#members.idle.pop();
      const work = host === undefined ? null : this.#queue.shift();
      if (host === undefined || work === null) break;
      this.#meter.waited(nowMs() - work.queuedAt);
      this.#assign(host, work);
    }
    this.#starts.makeMissing();
    this.#queue.update();
    this.#wanted.update();
  }

  #dismissIdle(since: number, most: number): void {
    this.collect();
    const surplus = this.#members.idle.filter(({ idleSince }) => idleSince <= since);
    for (const host of surplus.slice(0, most)) {
      this.#members.retire(host);
      host.dismiss();
    }
  }
}
