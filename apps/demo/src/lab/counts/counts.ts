// The counters of one sender of a server: a process, a thread, or a forked child. They only grow, so that a lost report is made good by
// the next one.

export const COUNTERS = [
  'accepts',
  'recvs',
  'sends',
  'waits',
  'eagains',
  'ringEnters',
  'answers',
] as const;
export type Counter = (typeof COUNTERS)[number];
export type Counts = Record<Counter, number>;

export const noCounts = (): Counts => ({
  accepts: 0,
  recvs: 0,
  sends: 0,
  waits: 0,
  eagains: 0,
  ringEnters: 0,
  answers: 0,
});

/** Where reports go: an abstract name, and a word that makes a report believed. */
export interface CountsAddress {
  readonly path: string;
  readonly key: string;
}

/** One datagram. */
export interface CountReport {
  readonly key: string;
  readonly sender: string;
  readonly counts: Counts;
}
