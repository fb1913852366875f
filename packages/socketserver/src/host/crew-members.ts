// The hosts of one crew by what they do: each is starting, idle, busy, or about to end.
import { nowMs } from '../now-ms.js';
import type { Host } from './host.js';
import type { Work } from './work.js';

/** Who is what. */
export class CrewMembers {
  readonly all = new Set<Host>();
  readonly starting = new Set<Host>();
  readonly busy = new Set<Host>();
  readonly idle: Host[] = [];

  get size(): number {
    return this.all.size;
  }

  /** The process ids. */
  get pids(): number[] {
    return [...this.all].flatMap(({ pid }) => pid ?? []);
  }

  /** Who has the request. */
  busyWith(work: Work): Host | undefined {
    return [...this.busy].find((host) => host.work === work);
  }

  /** A new one, which has no request before it can begin with it. */
  add(host: Host): void {
    host.idleSince = Infinity; // It is not idle for too long before it has started.
    this.all.add(host);
    this.starting.add(host);
  }

  /** It can work; false when it has ended meanwhile. */
  started(host: Host): boolean {
    if (!this.starting.delete(host)) return false;
    host.idleSince = nowMs();
    this.idle.push(host);
    return true;
  }

  /** It has ended; returns whether it was still starting. */
  remove(host: Host): boolean {
    this.all.delete(host);
    this.busy.delete(host);
    this.retire(host);
    return this.starting.delete(host);
  }

  /** It gets no further request. */
  retire(host: Host): void {
    const place = this.idle.indexOf(host);
    if (place !== -1) this.idle.splice(place, 1);
  }
}
