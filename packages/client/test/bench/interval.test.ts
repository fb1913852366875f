// Lines of JSON while a run lasts.
import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../../src/bench/measure/log-histogram.js';
import { serve } from '../support/peers.js';
import { runFdset } from '../support/run-fdset.js';
import { checkReport, shortBench, startBench } from './support/bench.js';
import { answering, echo, silent } from './support/bench-servers.js';
import { isReport } from './support/schema.js';

interface Interval {
  readonly run: number;
  readonly atMs: number;
  readonly answered: number;
  readonly perSecond: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly errors: number;
}

interface Output {
  readonly intervals: readonly Interval[];
  readonly last: string;
}

/** All lines but the last are intervals. */
function outputOf(stdout: Buffer): Output {
  const lines = stdout.toString().trimEnd().split('\n');
  const last = lines.pop() ?? '';
  return {
    intervals: lines.map((line) => (JSON.parse(line) as { interval: Interval }).interval),
    last,
  };
}

const EVERY = ['--json', '--interval', '50ms'];

describe('fdset bench --interval', () => {
  it('tells all that the report has, then the report on one line', async () => {
    const { code, stdout } = await runFdset(shortBench(serve(echo).url, ...EVERY));
    const { intervals, last } = outputOf(stdout);
    const { runs } = checkReport(last, code);
    isReport(JSON.parse(last));
    expect(isReport.errors ?? []).toEqual([]);
    expect(intervals[0]?.answered).toBe(0);
    expect(intervals.at(-1)?.answered).toBe(runs[0]?.answered);
    const rising = intervals.map(({ answered }) => answered);
    expect(rising.toSorted((one, other) => one - other)).toEqual(rising);
    for (const { atMs } of intervals.slice(1)) expect(atMs).toBeGreaterThan(0);
  });

  it('has percentiles only where something was answered', async () => {
    const running = startBench(serve(silent).url, ...EVERY, '--duration', '1m');
    await running.outputs(() => running.stdout.toString().split('\n').length > 3);
    running.kill('SIGINT');
    await running.exits();
    const { intervals } = outputOf(running.stdout);
    for (const { p50Ms, p99Ms, perSecond } of intervals)
      expect([p50Ms, p99Ms, perSecond]).toEqual([null, null, 0]);
  });

  it('counts errors', async () => {
    const wrong = answering((piece) => Buffer.from(piece).fill('x'));
    const { stdout } = await runFdset(shortBench(serve(wrong).url, ...EVERY));
    const { intervals, last } = outputOf(stdout);
    const total = checkReport(last, 1).runs[0]?.errors.total;
    expect(intervals.at(-1)?.errors).toBe(total);
  });

  it('says of which step a line is', async () => {
    const { code, stdout } = await runFdset(
      shortBench(serve(echo).url, ...EVERY, '--steps', '100,200'),
    );
    const { intervals, last } = outputOf(stdout);
    expect(checkReport(last, code).runs).toHaveLength(2);
    expect([...new Set(intervals.map(({ run }) => run))]).toEqual([0, 1]);
  });
});

describe('a histogram from which an earlier state is taken', () => {
  it('has what came since', () => {
    const [now, earlier, since] = [new LogHistogram(), new LogHistogram(), new LogHistogram()];
    earlier.record(5, 3);
    since.record(1, 2);
    since.record(80);
    now.add(earlier);
    now.add(since);
    now.subtract(earlier);
    expect([now.count, now.buckets()]).toEqual([3, since.buckets()]);
    expect(now.percentileMs(0.5)).toBe(since.percentileMs(0.5));
    expect(now.meanMs).toBeCloseTo(since.meanMs);
    // Only its bucket is known, which is at most a thousandth wide.
    expect(now.maxMs / since.maxMs).toBeCloseTo(1, 2);
  });

  it('is empty when nothing came', () => {
    const [now, earlier] = [new LogHistogram(), new LogHistogram()];
    for (const one of [now, earlier]) one.record(5);
    now.subtract(earlier);
    expect([now.count, now.maxMs, now.percentileMs(0.99)]).toEqual([0, 0, 0]);
  });
});
