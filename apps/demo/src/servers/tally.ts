// The counters of a running server, and the report that it prints at its end (as text, or as JSON for the walkthrough).
import type { Socket } from '@fdset/socket';
import { backlogWaitMs } from './backlog-wait.js';

/** A server's numbers; times in ms, CPU since it began to listen (Node's own start-up is left out). */
export interface ServerReport {
  readonly connections: number;
  /** How long a client waited in the backlog at most, by the kernel's count; null where it does not tell. */
  readonly longestBacklogMs: number | null;
  readonly exchanges: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly eagains: number;
  readonly selects: number;
  readonly recvs: number;
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  readonly elapsedMs: number;
}

export class Tally {
  /** Connections accepted. */
  connections = 0;
  /** All calls of accept, also those that found nobody. */
  accepts = 0;
  /** Chunks received and answered. */
  exchanges = 0;
  bytesReceived = 0;
  bytesSent = 0;
  /** Calls that the kernel refused with EAGAIN because they would have waited. */
  eagains = 0;
  /** Calls of select, poll or epoll_wait that returned. */
  selects = 0;
  /** All calls of recv. */
  recvs = 0;
  /** All calls of send. */
  sends = 0;
  #longestBacklogMs: number | null = null;
  #cpu = process.cpuUsage();
  #startedAt = performance.now();

  /** Counts a connection that was just accepted; returns how long it has waited in the backlog. */
  accepted(conn: Pick<Socket, 'getsockopt'>): number | null {
    this.connections += 1;
    const waitedMs = backlogWaitMs(conn);
    if (waitedMs !== null) this.#longestBacklogMs = Math.max(this.#longestBacklogMs ?? 0, waitedMs);
    return waitedMs;
  }

  /** Starts the clocks again when the server begins to listen. */
  restart(): void {
    this.#cpu = process.cpuUsage();
    this.#startedAt = performance.now();
  }

  report(): ServerReport {
    const cpu = process.cpuUsage(this.#cpu);
    return {
      connections: this.connections,
      longestBacklogMs: this.#longestBacklogMs,
      exchanges: this.exchanges,
      bytesReceived: this.bytesReceived,
      bytesSent: this.bytesSent,
      eagains: this.eagains,
      selects: this.selects,
      recvs: this.recvs,
      cpuUserMs: cpu.user / 1000,
      cpuSystemMs: cpu.system / 1000,
      elapsedMs: performance.now() - this.#startedAt,
    };
  }
}

/** Returns a report as one line of text. */
export function reportText(report: ServerReport): string {
  const cpuMs = report.cpuUserMs + report.cpuSystemMs;
  return [
    counted(report.connections, 'connection'),
    counted(report.exchanges, 'exchange'),
    `${counted(report.bytesReceived, 'byte')} in`,
    `${counted(report.bytesSent, 'byte')} out`,
    counted(report.eagains, 'EAGAIN'),
    `CPU ${count(cpuMs)} ms in ${count(report.elapsedMs)} ms`,
  ].join(', ');
}

function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? '' : 's'}`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
