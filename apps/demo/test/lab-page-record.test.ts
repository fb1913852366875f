// What the lab's page makes of the events of a run: its record, its figures, its files.
import { describe, expect, it } from 'vitest';
import { endRecord } from '../page/src/run/apply-event.js';
import { chromeTrace } from '../page/src/run/chrome-trace.js';
import { figuresOf } from '../page/src/run/figures.js';
import { linesOf } from '../page/src/run/lines.js';
import { pointsOf } from '../page/src/run/over-time.js';
import { distributionOf, latencyAt, nines } from '../page/src/run/percentiles.js';
import { parseRunFile } from '../page/src/run/run-schema.js';
import { recordAfter, sampleAt } from './helpers/lab-events.js';

describe('the record of a run', () => {
  it('has every model wait for its turn at first', () => {
    expect(recordAfter(0).models.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  });

  it('keeps what was measured of a model whose server died, and says why', () => {
    const [blocking, epoll] = recordAfter().models;
    expect(blocking).toMatchObject({ state: 'ended', pid: 4711, why: null });
    expect(epoll).toMatchObject({
      state: 'died',
      why: 'killed by SIGKILL',
      timelineMissing: 'no time stamps here',
      summary: null,
    });
    expect(epoll!.samples).toEqual([sampleAt(1)]);
  });

  it('begins a model no earlier than the one before it ended, also when all events come at once', () => {
    const [blocking, epoll] = recordAfter().models;
    expect(epoll!.startedMs).toBe(blocking!.startedMs! + 1000);
  });

  it('keeps what was measured when the lab goes away, and stops the rest', () => {
    const lost = endRecord(recordAfter(3), 'lost');
    expect(lost.models.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    expect(lost.models[0]!.samples).toHaveLength(1);
  });
});

describe('the figures of a model', () => {
  it('are rates between samples, shares of a core, and sums of the calls', () => {
    expect(figuresOf(recordAfter().models[0]!)).toMatchObject({
      cpu: 50,
      cpuUser: 30,
      cpuSystem: 20,
      switches: 100,
      callsPerAnswer: 3,
      starved: 7,
      p99: 0.9,
      acceptQueue: 7,
    });
  });

  it('have the calls for an answer by the counts of the server alone, which are of one instant', () => {
    const [blocking] = recordAfter().models;
    const { summary } = blocking!;
    const late = { ...blocking!, summary: { ...summary!, answered: 700 } };
    expect(figuresOf(late)).toMatchObject({ answered: 700, callsPerAnswer: 3 });
    const behind = { ...sampleAt(2), load: { ...sampleAt(2).load, answered: 1000 } };
    const [, point] = pointsOf('callsPerAnswer', [sampleAt(1), behind], 'p50');
    expect(point!.value).toBe(3);
  });

  it('are unknown while nothing was measured', () => {
    const figures = Object.values(figuresOf(recordAfter(0).models[0]!));
    expect(new Set(figures)).toEqual(new Set([null]));
  });

  it('over time are those of the interval before each sample', () => {
    const samples = [sampleAt(1), sampleAt(2)];
    const values = (metric: Parameters<typeof pointsOf>[0]) =>
      pointsOf(metric, samples, 'p50').map(({ value }) => value);
    expect(values('cpu')).toEqual([50, 50]);
    expect(values('callsPerAnswer')).toEqual([null, 3]);
    expect(values('eagains')).toEqual([10, 10]);
    expect(values('latency')).toEqual([0.05, 0.05]);
  });
});

describe('the distribution of the latency', () => {
  const buckets = recordAfter().models[0]!.summary!.latency;

  it('stands on an axis of nines', () => {
    expect([0, 90, 99, 99.9].map((one) => Math.round(nines(one) * 1e6) / 1e6)).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it('has a point for each bucket, and ends before the 100th percentile, which has no place', () => {
    const points = distributionOf(buckets);
    expect(points.map(({ percentile, ms }) => [percentile, ms])).toEqual([
      [90, 0.1],
      [99, 1],
      [99.975, 3],
    ]);
  });

  it('tells a percentile only when there are enough answers for it', () => {
    expect([50, 90, 90.1, 99.9, 99.99].map((one) => latencyAt(buckets, one))).toEqual([
      0.1,
      0.1,
      1,
      3,
      null,
    ]);
  });
});

describe('the lines of two runs', () => {
  it('give a model the same look in both', () => {
    const [a, b] = [recordAfter(), { ...recordAfter(), id: 'r2' }];
    expect(linesOf(a, b).map(({ key, slot, of }) => [key, slot, of])).toEqual([
      ['Ablocking', 0, 'A'],
      ['Aepoll', 1, 'A'],
      ['Bblocking', 0, 'B'],
      ['Bepoll', 1, 'B'],
    ]);
  });
});

describe('a file', () => {
  it('that was saved is read again unchanged', () => {
    const run = recordAfter();
    expect(parseRunFile(JSON.stringify(run))).toEqual({ run });
  });

  it('that is no JSON, or of something else, is told so', () => {
    expect(parseRunFile('<html>')).toEqual({ problem: 'not-json', where: '' });
    for (const content of ['null', '[]', '"x"', '{"format":"other"}'])
      expect(parseRunFile(content)).toEqual({ problem: 'not-a-run', where: '' });
  });

  it.each([
    [
      'models[0].samples[1].load.perSecond',
      (run: string) => run.replaceAll('"perSecond":2000', '"perSecond":"x"'),
      'models[0].samples[0].load.perSecond',
    ],
    ['config.models', (run: string) => run.replace('["blocking","epoll"]', '[]'), 'config.models'],
    ['machine', (run: string) => run.replace('"machine":{', '"machin":{'), 'machine'],
    ['version', (run: string) => run.replace('"version":1', '"version":2'), 'version'],
    [
      'config.clients',
      (run: string) => run.replace('"clients":8', '"clients":1e308'),
      'config.clients',
    ],
    [
      'models[0].samples[0].atMs',
      (run: string) => run.replace('"atMs":500', '"atMs":1e308'),
      'models[0].samples[0].atMs',
    ],
    [
      'models[0].summary.latency[0].toMs',
      (run: string) => run.replace('"toMs":0.1', '"toMs":0'),
      'models[0].summary.latency[0].toMs',
    ],
    ['state', (run: string) => run.replace('"complete"', '"running"'), 'state'],
    [
      'models[0].state',
      (run: string) => run.replace('"state":"ended"', '"state":"running"'),
      'models[0].state',
    ],
    [
      'config.models, which has a model twice',
      (run: string) => run.replace('["blocking","epoll"]', '["epoll","epoll"]'),
      'config.models',
    ],
    [
      'models, which are not those of the set-up',
      (run: string) => run.replace('["blocking","epoll"]', '["blocking","poll"]'),
      'models',
    ],
    ['startedAt', (run: string) => run.replace('2026-01-02T', 'yesterday '), 'startedAt'],
  ])('with a wrong %s is refused, and says where', (_name, damage, where) => {
    const content = damage(JSON.stringify(recordAfter()));
    expect(parseRunFile(content)).toEqual({ problem: 'wrong-value', where });
  });
});

describe('the Chrome trace', () => {
  const trace = chromeTrace(recordAfter());

  it('names a process for each model, and has its run, its counters and its read', () => {
    const of = (ph: string, pid: number) =>
      trace.traceEvents.filter((event) => event.ph === ph && event.pid === pid);
    expect(of('M', 1).map(({ name, args }) => [name, args])).toContainEqual([
      'process_name',
      { name: 'blocking' },
    ]);
    expect(of('X', 1).map(({ name, dur }) => [name, dur])).toEqual([
      ['blocking', 1_000_000],
      ['wait', 2000],
      ['wake-up', 40],
      ['copy', 10],
    ]);
    expect(of('X', 2).map(({ name }) => name)).toEqual(['epoll']);
    expect(of('C', 2).length).toBeGreaterThan(3);
  });

  it('has only times that a viewer can place', () => {
    for (const { ts, dur, ph } of trace.traceEvents) {
      if (ph === 'M') continue;
      expect(ts).toBeGreaterThanOrEqual(0);
      if (ph === 'X') expect(dur).toBeGreaterThanOrEqual(0);
    }
  });
});
