// The contract of what handles requests elsewhere: thread-host.ts and process-host.ts. The crew knows no
// more of them than this.
import type { Job } from './job-slot.js';
import type { Work } from './work.js';

/** A thread or a process that handles one request at a time. */
export interface Host {
  /** Tells hosts of one program apart. */
  readonly id: number;
  /** The process id; undefined for a thread, and for a process that could not be started. */
  readonly pid: number | undefined;
  /** Resolves when the handler is loaded; rejects with why not. */
  readonly ready: Promise<void>;
  /** What it works on; the crew sets it to null when that has ended. */
  work: Work | null;
  /** Since when it is idle, or busy, on the clock of `performance.now()`. */
  idleSince: number;
  /** Milliseconds it was busy with its last request. */
  readonly busyMs: number;
  /** Milliseconds of processor time among them. */
  readonly cpuMs: number;
  /**
   * Hands a request over: its connection is the host's from now on.
   * @throws when that failed; the request and its connection then are still the caller's
   */
  assign(work: Work, job: Job): void;
  /** Whether a handler may have seen its request. */
  readonly hasBegun: boolean;
  /** Takes its request back; false when a handler may have seen it. A host that gave one back has to be ended. */
  takeBack(): boolean;
  /** Whether its request has ended well since the last look; it is free then. */
  collect(): boolean;
  /** Lets it end: it has nothing to do. */
  dismiss(): void;
  /** Ends it, whatever it does; its descriptors are closed. Resolves when it has gone. */
  terminate(): Promise<unknown>;
}

/** What a host tells its crew. */
export interface HostListener {
  /** The request of a host has ended well; only said when it was wanted. */
  onEnded(host: Host): void;
  /** The request of a host failed; the host is free again. */
  onFailed(host: Host, error: Error): void;
  /** The host cannot have the request that it was given; no handler has seen it. */
  onRefused(host: Host, error: Error): void;
  /** The host has gone, by itself or on request; `error` is null only when it was asked to. */
  onGone(host: Host, error: Error | null): void;
}

/** Starts a host. `wanted` is one number in shared memory: not 0 while every end matters at once. */
export type MakeHost = (listener: HostListener, wanted: Int32Array) => Host;

/** How long a server waits that found no process, descriptor or memory for a host. */
export const RETRY_MS = 100;

let lastId = 0;

/** The next host's `id`. */
export const nextHostId = (): number => ++lastId;

/** The error of a request whose host ended before it did; `cause` is why, where something else says it. */
export const hostEnded = (what: string, cause?: unknown): Error =>
  Object.assign(new Error(`the ${what}`, cause === undefined ? {} : { cause }), {
    code: 'ERR_FDSET_HOST_ENDED',
  });
