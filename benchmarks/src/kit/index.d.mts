// The types of the kit's entry.
import type { ChildProcess } from 'node:child_process';

// rounds.mjs

export interface Case {
  readonly id: string;
  readonly rounds: number;
  /** The ids of the peers that it has; default: all. */
  readonly peers?: readonly string[];
}

export interface Peer {
  readonly id: string;
}

/** What one trial measured, by metric. */
export type Metrics = Readonly<Record<string, number>>;

export type Trial = Metrics & {
  readonly case: string;
  readonly peer: string;
  readonly round: number;
};

export interface Rounds<C extends Case, P extends Peer> {
  readonly cases: readonly C[];
  readonly peers: readonly P[];
  /** Of the shuffled order. */
  readonly seed: number;
  /** How often a trial is tried that other processes disturb: one whose metric `foreign` is above `foreignLimit`. */
  readonly attempts: number;
  readonly progress: { step(text: string): void };
  trial(this: void, place: { peer: P; case: C; round: number }): Promise<Metrics>;
}

export declare function runRounds<C extends Case, P extends Peer>(
  rounds: Rounds<C, P>,
): Promise<{ trials: Trial[]; skipped: { id: string; reason: string }[] }>;

export declare function countTrials(cases: readonly Case[], peers: readonly Peer[]): number;

export declare const foreignLimit: number;

// shuffle.mjs

export declare function shuffled<T>(items: readonly T[], random: () => number): T[];

// statistics.mjs

/** The median, the quartiles, the largest value and the number of values; NaN without values. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly highest: number;
  readonly count: number;
}

export interface WhichValues {
  readonly caseId: string;
  readonly peer: string;
  readonly metric: string;
}

export interface WhichRatio extends WhichValues {
  /** The peer by whose metric is divided, round by round. */
  readonly reference: string;
}

export declare function quantile(values: readonly number[], share: number): number;
export declare function median(values: readonly number[]): number;
export declare function spread(values: readonly number[]): Spread;
export declare function roundRatios(trials: readonly Trial[], which: WhichRatio): number[];
export declare function ratio(trials: readonly Trial[], which: WhichRatio): Spread;
export declare function valuesOf(trials: readonly Trial[], which: WhichValues): number[];
export declare function isApart(value: number, from: number): boolean;

// threshold.mjs

export interface Threshold {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export declare const fewestRounds: number;
export declare function isWithin(value: number, threshold: Threshold): boolean;
export declare function compare(
  spread: Spread,
  threshold: Threshold,
): 'within' | 'beyond' | 'across' | 'unmeasured';

// child.mjs, server.mjs

export type CommandLine = readonly [command: string, ...args: string[]];

export interface StartedChild {
  readonly child: ChildProcess;
  readonly closed: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Kills the child and all of its process group, and waits for its end. */
  stop(this: void): Promise<void>;
  errors(this: void): string;
}

export declare function startChild(
  command: CommandLine,
  options: { readonly signal: AbortSignal },
): StartedChild;

export declare function runToEnd(
  command: CommandLine,
  options: { readonly signal: AbortSignal; readonly exitCodes?: readonly number[] },
): Promise<string>;

/** What a trial throws for a peer that cannot run here. */
export declare class Skipped extends Error {}

export interface StartedServer {
  readonly pid: number;
  /** What followed `READY `. */
  readonly address: string;
  report(this: void): Promise<unknown>;
  stop(this: void): Promise<void>;
}

export declare function startServer(
  command: CommandLine,
  options: { readonly core?: number | string; readonly signal: AbortSignal },
): Promise<StartedServer>;

// process-tree.mjs

export declare function threadIds(pid: number): number[];
export declare function processTree(pid: number): number[];
export declare function treeCpuNs(pid: number): number;
export declare function treeThreads(pid: number): number;
export declare function awakeNs(pid: number): number | null;

// foreign.mjs

export declare function watchForeign(): () => number;

// cores.mjs, machine.mjs

export declare function allowedCores(): number[];
export declare function chooseCores(): { server: number; load: number };
export declare function pinned(core: number | string, command: CommandLine): CommandLine;
export declare function describeMachine(): { cpu: string; cores: number; kernel: string };
