// The reports: JSON against its schema, what its buckets are good for, and the text.
import { describe, expect, it } from 'vitest';
import { needs } from '../../../../scripts/test/needs.mjs';
import { onTerminal } from '../../../../scripts/test/on-terminal.mjs';
import { fdsetPath, runFdset } from '../support/run-fdset.js';
import { serve } from '../support/peers.js';
import { bench, benchAll, shortBench } from './support/bench.js';
import type { TimesReport } from './support/bench.js';
import { isReport } from './support/schema.js';
import { answering, echo } from './support/bench-servers.js';

/** A percentile from the buckets alone: where the bucket of that request begins. */
const fromBuckets = (fraction: number, { buckets, count }: TimesReport): number => {
  let seen = 0;
  const found = buckets.find(([, many]) => (seen += many) >= Math.ceil(fraction * count));
  return (found?.[0] ?? 0) / 1e6;
};

const total = ({ buckets }: TimesReport): number =>
  buckets.reduce((sum, [, count]) => sum + count, 0);

describe('fdset bench --json', () => {
  const wrong = answering((piece) => Buffer.from(piece).fill('x'));

  it.each([
    ['a closed loop', echo, []],
    ['an open loop on two threads', echo, ['--rate', '500', '--threads', '2']],
    ['steps', echo, ['--steps', '50,100', '--fail-if', 'p50>0.001us']],
    ['connections of their own', echo, ['--reconnect-each']],
    ['failures only', wrong, []],
  ])('fulfils the schema for %s', async (_, script, args) => {
    const report = await benchAll(serve(script).url, ...args);
    isReport(report);
    expect(isReport.errors ?? []).toEqual([]);
  });

  it('has buckets that give its percentiles again, and those of two runs together', async () => {
    const { url } = serve(echo);
    const [one, other] = [await bench(url, '--rate', '500'), await bench(url, '--rate', '500')];
    for (const { latency } of [one, other]) {
      expect(total(latency)).toBe(latency.count);
      // A bucket is at most a thousandth of its times wide.
      expect(latency.p99Ms / fromBuckets(0.99, latency)).toBeCloseTo(1, 2);
      expect(latency.maxMs / fromBuckets(1, latency)).toBeCloseTo(1, 2);
    }
    const both = new Map<number, number>();
    for (const [fromNs, count] of [...one.latency.buckets, ...other.latency.buckets])
      both.set(fromNs, (both.get(fromNs) ?? 0) + count);
    const buckets = [...both].sort(([a], [b]) => a - b);
    const merged = { ...one.latency, count: one.latency.count + other.latency.count, buckets };
    const p50s = [one, other].map(({ latency }) => fromBuckets(0.5, latency));
    expect(fromBuckets(0.5, merged)).toBeGreaterThanOrEqual(Math.min(...p50s));
    expect(fromBuckets(0.5, merged)).toBeLessThanOrEqual(Math.max(...p50s));
  });
});

describe('the report for people', () => {
  it('has rates, percentiles, a histogram, the cost of the generator, and errors', async () => {
    const { stdout } = await runFdset(shortBench(serve(echo).url, '--rate', '500'));
    const text = stdout.toString();
    for (const line of [
      /open loop, 500 requests\/s intended/,
      /^[\d.,]+ requests\/s of 500 intended/m,
      /p50 +p75 +p90 +p95 +p99 +p99.9 +max +mean/,
      /^latency, from the intended time( +[\d.]+ (ns|µs|ms|s)){8}/m,
      /^service time, from the send +/m,
      /^send lag of the generator +/m,
      /^connecting +/m,
      /^ *≤ .* \d+ █+/m,
      /^generator: thread 1 used \d+ % of a core/m,
      /^errors: none$/m,
    ])
      expect(text).toMatch(line);
    expect(text).not.toContain('\u001b');
  });

  it('names the failures by kind, most frequent first', async () => {
    const { code, stdout } = await runFdset(
      shortBench(serve(answering(() => Buffer.from('no'))).url, '--expect', 'yes'),
    );
    expect(code).toBe(1);
    expect(stdout.toString()).toMatch(/^errors: [\d,]+ wrong answer$/m);
  });

  it('shows a line that changes while it lasts, on a terminal', needs('python3'), async () => {
    const args = ['bench', serve(echo).url, '--duration', '1500ms', '--warmup', '0s'];
    const { screen, exitCode } = await onTerminal(
      [fdsetPath, ...args],
      [
        ['expect', ' requests/s, p50 '],
        ['expect', 'generator: '],
      ],
    );
    expect([0, 3]).toContain(exitCode);
    expect(screen).toMatch(/p99 .*, max .*, 0 errors/);
  });
});
