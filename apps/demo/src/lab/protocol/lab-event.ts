// What the server tells the page about a run: one JSON object per event of the stream (Server-Sent Events).
import type { ModelId, RunConfig } from './run-config.js';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
}

/**
 * How the load saw the last quarter of a second or so; latencies in ms, null when nothing was answered. They are those of the clients that
 * are not slow, where there are any.
 */
export interface LoadSample {
  /** All answers until now. */
  readonly answered: number;
  readonly perSecond: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  /** All failed requests and connections until now. */
  readonly errors: number;
}

/** The server's processes and threads, from /proc; all counts are since the run began. A null is what this system does not tell. */
export interface ProcessSample {
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  readonly threads: number;
  readonly processes: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  /** Proportional where the kernel tells it, so that shared pages of forked children count once. */
  readonly memoryBytes: number | null;
}

/**
 * What the program itself calls, by the server's own counters, since it began: a recv, a send or a wait of fdset, for which fdset may need
 * more than one system call. Over a ring nobody calls recv or send for messages below 16 KiB. A summary has what was counted until the
 * measured time ended: what a server does for clients that were still in its queue belongs to no answer of the load.
 */
export interface CallCounts {
  /** Of a class of @fdset/socketserver only those that had a client for it. */
  readonly accepts: number;
  readonly recvs: number;
  readonly sends: number;
  /** Calls of select, poll and epoll_wait that returned; null for models that do not count them. */
  readonly waits: number | null;
  /** Calls that the kernel refused with EAGAIN. */
  readonly eagains: number;
  /** io_uring_enter; null where no ring is used. */
  readonly ringEnters: number | null;
  /** Messages that the server has answered. They come in one report with the calls, so that the two always fit each other. */
  readonly answers: number;
}

export interface Sample {
  /** Since the load on this model began, in ms. */
  readonly atMs: number;
  readonly load: LoadSample;
  readonly process: ProcessSample;
  readonly calls: CallCounts;
  /** TCP_INFO of the listener: connections that wait for accept, and how many may. */
  readonly acceptQueue: number;
  readonly backlog: number;
}

/** A bucket of the latency histogram: `count` answers took at most `toMs` and more than the bucket before. */
export interface LatencyBucket {
  readonly toMs: number;
  readonly count: number;
}

export interface ModelSummary {
  readonly answered: number;
  readonly perSecond: number;
  readonly errors: number;
  readonly latencyMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  } | null;
  readonly latency: readonly LatencyBucket[];
  /** Clients that got no answer at all. */
  readonly starvedClients: number;
  /** Processor time of the server for an answer, in µs. */
  readonly cpuUsPerAnswer: number | null;
  /** Of threads, processes and memory the most that there were at once. */
  readonly process: ProcessSample;
  readonly calls: CallCounts;
}

/** Measured: by the kernel's time stamps, or at entry and return of the call. Derived: computed from those. */
export type PhaseSource = 'measured' | 'derived';

export const PHASE_IDS = [
  'submit',
  'wait',
  'poll',
  'wake-up',
  'recv-call',
  'copy',
  'collect',
  'notify',
  'resume',
] as const;
export type PhaseId = (typeof PHASE_IDS)[number];

/** What the reading thread does in a phase. */
export type ThreadState = 'blocked' | 'running' | 'free';

export interface ReadPhase {
  readonly id: PhaseId;
  /** Since the program asked for the bytes. */
  readonly startUs: number;
  readonly lengthUs: number;
  readonly thread: ThreadState;
  readonly source: PhaseSource;
}

/** Who cannot be served while one read waits. */
export const BLOCKED_MEANWHILE = [
  'everyone',
  'own-client',
  'own-client-and-queue',
  'nobody',
] as const;
export type BlockedMeanwhile = (typeof BLOCKED_MEANWHILE)[number];

/** The timeline of one read: the median of several. */
export interface ReadTimeline {
  readonly bytes: number;
  readonly reads: number;
  readonly phases: readonly ReadPhase[];
  /** Processor time of the reading thread, in µs. */
  readonly cpuUs: number;
  readonly blockedMeanwhile: BlockedMeanwhile;
}

export type LabEvent =
  | {
      readonly kind: 'run-started';
      readonly runId: string;
      readonly config: RunConfig;
      readonly machine: Machine;
      readonly startedAt: string;
    }
  | { readonly kind: 'model-started'; readonly model: ModelId; readonly pid: number }
  | { readonly kind: 'sample'; readonly model: ModelId; readonly sample: Sample }
  | { readonly kind: 'timeline'; readonly model: ModelId; readonly timeline: ReadTimeline }
  | { readonly kind: 'timeline-missing'; readonly model: ModelId; readonly why: string }
  | { readonly kind: 'model-ended'; readonly model: ModelId; readonly summary: ModelSummary }
  /** The server of a model, or the load on it, ended in the middle of its run; `why` says which. What was measured until then stays, and
   * the run goes on with the next. */
  | { readonly kind: 'model-died'; readonly model: ModelId; readonly why: string }
  | { readonly kind: 'run-ended'; readonly how: 'complete' | 'stopped' };
