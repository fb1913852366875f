// The threads or processes of one server: who is idle, what waits, when there are more or fewer of them.
import type { Host, HostListener } from './host.js';
import type { CrewPolicy } from './crew-options.js';
import { CrewGrowth } from './crew-growth.js';
import { CrewQueue } from './crew-queue.js';
import { CrewShrinking } from './crew-shrinking.js';
import { CrewMeter } from './crew-stats.js';
import type { CrewStats } from './crew-stats.js';
import type { CrewServer } from './crew-server.js';
import { HostStarter } from './host-starter.js';
import { isUnusable } from './plain-error.js';
import { jobOf } from './work.js';
import type { Work } from './work.js';

/** Starts a host. `wanted` is one number in shared memory: not 0 while every end matters at once. */
export type MakeHost = (listener: HostListener, wanted: Int32Array) => Host;

/** Gives requests to hosts. */
export class Crew implements HostListener {
  readonly #policy: CrewPolicy;
  readonly #least: number;
  readonly #isPool: boolean;
  readonly #server: CrewServer;
  readonly #wanted = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #hosts = new Set<Host>();
  readonly #busy = new Set<Host>();
  readonly #idle: Host[] = [];
  readonly #queue: CrewQueue;
  readonly #starter: HostStarter;
  readonly #growth: CrewGrowth;
  readonly #shrinking: CrewShrinking;
  #watched = false;
  #stopped = false;
  readonly #meter = new CrewMeter();
  readonly onEnded = (): void => this.collect();

  constructor(policy: CrewPolicy, server: CrewServer, makeHost: MakeHost) {
    this.#policy = policy;
    this.#least = Math.max(policy.min, 1);
    this.#isPool = policy.growAfterMs !== 0;
    this.#server = server;
    this.#queue = new CrewQueue(policy, server);
    this.#starter = new HostStarter(
      () => this.#add(makeHost(this, this.#wanted)),
      (error) => server.hostMissing(error),
      () => this.#serveQueue(),
    );
    this.#growth = new CrewGrowth(policy.growAfterMs, {
      waitingSince: () => this.#queue.since,
      hasRoom: () => this.#hosts.size < policy.max,
      computing: () => this.#meter.computing([...this.#busy].map(({ idleSince }) => idleSince)),
      grow: () => this.#grow(),
    });
    this.#shrinking = new CrewShrinking(policy.idleTimeoutMs, {
      surplus: () => this.#hosts.size - policy.min,
      dismissIdle: (since, most) => this.#dismissIdle(since, most),
    });
  }

  /** Starts the least number of hosts, at least one, and waits until their handler is loaded. */
  async start(): Promise<void> {
    this.#stopped = false;
    while (this.#hosts.size < this.#least) this.#idle.push(this.#starter.mustMake());
    try {
      await Promise.all([...this.#hosts].map((host) => host.ready));
    } catch (error) {
      if (!this.#stopped) throw error; // Else the server was closed meanwhile.
    }
  }

  /** Takes a request: for a host, for the queue, or not at all. */
  submit(work: Work): void {
    this.collect();
    const host = this.#nextHost();
    if (host !== null) {
      this.#assign(host, work);
      return;
    }
    if (this.#queue.refuses) {
      this.#server.reject(work);
      return;
    }
    this.#queue.push(work);
    this.#growth.watch();
    this.#updateWanted(); // Only now does a worker's end matter at once.
    this.collect();
  }

  /** Looks which requests have ended. */
  collect(): void {
    for (const host of this.#busy) if (host.collect()) this.#free(host);
  }

  /** Says whether the server wants to hear of every end at once. */
  watch(on: boolean): void {
    this.#watched = on;
    this.#updateWanted();
    if (on) this.collect();
  }

  /** The process ids of its hosts. */
  get pids(): number[] {
    return [...this.#hosts].flatMap(({ pid }) => pid ?? []);
  }

  stats(): CrewStats {
    this.collect();
    const busy = this.#busy.size;
    return this.#meter.stats(this.#hosts.size, busy, this.#idle.length, this.#queue.length);
  }

  /** Ends all hosts, whatever they do, and drops what waits. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#starter.stop();
    this.#growth.stop();
    this.#shrinking.stop();
    this.#queue.rejectAll();
    await Promise.all([...this.#hosts].map((host) => host.terminate()));
  }

  onFailed(host: Host, error: Error): void {
    const { work } = host;
    this.#free(host, false);
    if (work !== null) this.#server.failed(work, error);
  }

  onGone(host: Host, error: Error | null): void {
    this.#hosts.delete(host);
    // It may have finished in time, and died of something else.
    if (this.#busy.has(host) && host.collect()) this.#free(host);
    const { work } = host;
    this.#busy.delete(host);
    if (this.#idle.includes(host)) this.#idle.splice(this.#idle.indexOf(host), 1);
    host.work = null;
    this.#server.hostGone(host.id, work, error);
    if (error !== null && host.idleSince === Infinity) this.#giveUpOne(error);
    if (!this.#stopped) this.#serveQueue();
  }

  #add(host: Host): Host {
    this.#hosts.add(host);
    host.idleSince = Infinity; // It is not idle for too long before it has started.
    host.ready.then(
      () => this.#ready(host),
      (error: Error) => this.#unusable(host, error),
    );
    this.#shrinking.watch();
    return host;
  }

  // Its handler cannot be loaded, though others' could: its module was replaced meanwhile.
  #unusable(host: Host, error: Error): void {
    if (!isUnusable(error)) return; // It has ended, and will say so.
    const { work } = host;
    host.work = null;
    if (work === null) this.#giveUpOne(error);
    else if (this.#busy.delete(host)) this.#server.failed(work, error);
    void host.terminate();
  }

  // A host for what waits could not start, and the next may not either: each costs one request.
  #giveUpOne(error: Error): void {
    const work = this.#isPool ? this.#queue.shift() : null;
    if (work === null) return;
    this.#server.hostMissing(error);
    this.#server.reject(work);
  }

  #ready(host: Host): void {
    if (host.work === null) host.idleSince = performance.now();
    this.#server.hostReady(host.id);
  }

  #nextHost(): Host | null {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (!this.#isPool) return this.#hosts.size < this.#policy.max ? this.#starter.make() : null;
    // The successor of one that died gets a request when it is ready: one that is too old by then would end it, too.
    if (this.#hosts.size < this.#least) this.#grow()?.catch(() => {});
    return null;
  }

  #assign(host: Host, work: Work): void {
    const now = performance.now();
    if (host.idleSince < now) this.#meter.hostTime(now - host.idleSince, 0);
    host.idleSince = now;
    this.#busy.add(host);
    work.record.abort = () => void host.terminate();
    host.assign(work, jobOf(work));
    this.#server.handedOver(work);
    const { spare, max } = this.#policy;
    const room = Math.min(spare - this.#idle.length, max - this.#hosts.size);
    if (room > 0) this.#idle.push(...this.#starter.makeUpTo(room));
  }

  #free(host: Host, ended = true): void {
    const { work } = host;
    this.#busy.delete(host);
    host.work = null;
    const now = performance.now();
    this.#meter.hostTime(now - host.idleSince, host.busyMs);
    this.#meter.handled(host.busyMs, host.cpuMs);
    host.idleSince = now;
    if (!this.#policy.reuse) host.dismiss();
    else if (this.#hosts.has(host)) this.#idle.push(host);
    if (ended && work !== null) this.#server.ended(work);
    this.#serveQueue();
  }

  #serveQueue(): void {
    while (this.#queue.length > 0) {
      const host = this.#nextHost();
      if (host === null) break;
      this.#takeQueued(host);
    }
    this.#updateWanted();
  }

  #takeQueued(host: Host): void {
    const work = this.#queue.shift();
    if (work === null) return;
    this.#meter.waited(performance.now() - work.queuedAt);
    this.#assign(host, work);
  }

  // It gets its first request when it is ready: until then another may be free sooner.
  #grow(): Promise<void> | null {
    const host = this.#starter.make();
    return host?.ready.then(() => this.#join(host)) ?? null;
  }

  #join(host: Host): void {
    if (this.#hosts.has(host)) this.#idle.push(host);
    if (!this.#stopped) this.#serveQueue();
  }

  #dismissIdle(since: number, most: number): void {
    this.collect();
    const surplus = this.#idle.filter(({ idleSince }) => idleSince <= since);
    for (const host of surplus.slice(0, most)) {
      this.#idle.splice(this.#idle.indexOf(host), 1);
      host.dismiss();
    }
  }

  #updateWanted(): void {
    Atomics.store(this.#wanted, 0, this.#watched || this.#queue.length > 0 ? 1 : 0);
  }
}
