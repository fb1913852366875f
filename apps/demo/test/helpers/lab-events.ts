// Events of a run as the lab's server tells them, made by hand: `blocking` ends, `epoll` dies.
import type { LabEvent, Sample } from '../../src/lab/protocol/lab-event.js';
import { STANDARD_CONFIG } from '../../src/lab/protocol/run-config.js';
import { applyEvent, startRecord } from '../../page/src/run/apply-event.js';
import type { RunRecord } from '../../page/src/run/run-record.js';

type Started = Extract<LabEvent, { kind: 'run-started' }>;

export const started: Started = {
  kind: 'run-started',
  runId: 'r1',
  config: { ...STANDARD_CONFIG, models: ['blocking', 'epoll'] },
  machine: { cpu: 'a processor', cores: 2, kernel: 'linux 6.1', node: 'v20.20.2' },
  startedAt: '2026-01-02T03:04:05.000Z',
};

/** The n-th of samples that come every 500 ms: 1000 answers, 3000 calls and 250 ms of processor time each. */
export function sampleAt(n: number): Sample {
  return {
    atMs: n * 500,
    load: { answered: n * 1000, perSecond: 2000, p50: 0.05, p90: 0.1, p99: 0.9, errors: 0 },
    process: {
      cpuUserMs: n * 150,
      cpuSystemMs: n * 100,
      threads: 11,
      processes: 1,
      voluntarySwitches: n * 40,
      involuntarySwitches: n * 10,
      memoryBytes: 30_000_000,
    },
    calls: {
      accepts: 0,
      recvs: n * 1000,
      sends: n * 1000,
      waits: n * 1000,
      eagains: n * 5,
      ringEnters: null,
      answers: n * 1000,
    },
    acceptQueue: 7,
    backlog: 511,
  };
}

export const events: readonly Exclude<LabEvent, Started>[] = [
  {
    kind: 'timeline',
    model: 'blocking',
    timeline: {
      bytes: 64,
      reads: 20,
      phases: [
        { id: 'wait', startUs: 0, lengthUs: 2000, thread: 'blocked', source: 'measured' },
        { id: 'wake-up', startUs: 2000, lengthUs: 40, thread: 'blocked', source: 'measured' },
        { id: 'copy', startUs: 2040, lengthUs: 10, thread: 'running', source: 'derived' },
      ],
      cpuUs: 60,
      blockedMeanwhile: 'everyone',
    },
  },
  { kind: 'model-started', model: 'blocking', pid: 4711 },
  { kind: 'sample', model: 'blocking', sample: sampleAt(1) },
  { kind: 'sample', model: 'blocking', sample: sampleAt(2) },
  {
    kind: 'model-ended',
    model: 'blocking',
    summary: {
      answered: 2000,
      perSecond: 2000,
      errors: 0,
      latencyMs: { p50: 0.05, p90: 0.1, p99: 0.9, p999: 2, max: 3 },
      latency: [
        { toMs: 0.1, count: 1800 },
        { toMs: 1, count: 180 },
        { toMs: 3, count: 20 },
      ],
      starvedClients: 7,
      cpuUsPerAnswer: 250,
      process: sampleAt(2).process,
      calls: sampleAt(2).calls,
    },
  },
  { kind: 'timeline-missing', model: 'epoll', why: 'no time stamps here' },
  { kind: 'model-started', model: 'epoll', pid: 4712 },
  { kind: 'sample', model: 'epoll', sample: sampleAt(1) },
  { kind: 'model-died', model: 'epoll', why: 'killed by SIGKILL' },
  { kind: 'run-ended', how: 'complete' },
];

/** The record after the first `count` events, which come 100 ms after each other. */
export function recordAfter(count: number = events.length): RunRecord {
  return events
    .slice(0, count)
    .reduce((run, event, index) => applyEvent(run, event, (index + 1) * 100), startRecord(started));
}
