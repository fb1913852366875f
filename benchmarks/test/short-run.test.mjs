// A short run asks the same as a full one, and reports how far its own ratios can be trusted.
import { describe, expect, it } from 'vitest';

import { trendOf } from '../src/harness/trial-figures.mjs';
import { questions } from '../src/questions.mjs';
import { besideFull } from '../src/report/beside-full.mjs';
import { loadReport } from '../src/report/load-report.mjs';
import { unsettled } from '../src/report/unsettled.mjs';
import { runtimes, signal } from './support/trials.mjs';

/** The result of a question without any trial, because no peer takes part. */
const planOf = async (question, quick) => {
  const choices = { quick, peerIds: [], caseIds: null, rounds: null, times: {}, seed: 1 };
  const { settings, cases, trials } = await question.run({ signal, runtimes, ...choices });
  expect(trials).toEqual([]);
  return { settings, cases };
};

describe('a short run', () => {
  it.each(questions)(
    'has the times of a full one, and no more cases or rounds: $name',
    async (one) => {
      const [quick, full] = [await planOf(one, true), await planOf(one, false)];
      expect(quick.settings).toEqual(full.settings);
      for (const its of quick.cases) {
        const same = full.cases.find(({ id }) => id === its.id);
        expect({ ...its, rounds: same.rounds }).toEqual(same);
        expect(its.rounds).toBeLessThanOrEqual(same.rounds);
      }
      expect(one.quickMinutes).toBeLessThan(one.fullMinutes);
    },
  );
});

const peers = [
  { id: 'c', label: 'C' },
  { id: 'ours', label: 'fdset', ours: true },
  { id: 'other', label: 'other' },
];

const trialOf = (peer, perSecond, more = {}) => ({
  case: 'a',
  round: 0,
  peer,
  perSecond,
  trend: 1,
  ...more,
});

const resultOf = (trials, more = {}) => ({
  question: 'echo',
  date: '2026-02-02T00:00:00Z',
  commit: 'abc',
  machine: { cpu: 'Some' },
  versions: { node: '24.0.0' },
  settings: { seed: 1, warmupMs: 250, measureMs: 400 },
  unit: 'requests',
  reference: 'c',
  metric: 'perSecond',
  columns: ['perSecond', 'ratio'],
  peers,
  cases: [{ id: 'a', label: 'case a', rounds: 1 }],
  targets: [],
  skipped: [],
  trials,
  ...more,
});

const full = resultOf([trialOf('c', 100), trialOf('ours', 90), trialOf('other', 50)]);

describe('the ratios of a short run', () => {
  const short = resultOf([trialOf('c', 200), trialOf('ours', 155), trialOf('other', 120)]);

  it('are held against those of the full run, and are the same within 15 % of it', () => {
    const rows = besideFull(short, full);
    expect(rows.map(({ peer, apart }) => [peer.id, apart])).toEqual([
      ['ours', false],
      ['other', true],
    ]);
  });

  it('are shown where they are further apart', () => {
    const text = loadReport(short, { quick: true, full });
    expect(text).toContain(
      'Within 15 % of the full run on this processor (2026-02-02, commit abc, Node 24.0.0): 1 of 2 ratios.',
    );
    expect(text).toMatch(/case a, other: 0\.60, in the full run 0\.50/);
    expect(text).not.toContain('case a, fdset: ');
    expect(loadReport(short)).not.toContain('full run');
  });

  it('have nothing beside them where no full run of the machine is kept', () => {
    expect(loadReport(short, { quick: true })).toContain('No full run on Some is committed');
    const others = { ...full, trials: [trialOf('c', 100)] };
    expect(besideFull(short, others)).toEqual([]);
    expect(loadReport(short, { quick: true, full: others })).toContain(
      'No ratio is in the full run',
    );
  });

  it('are told to be of another Node where they are', () => {
    const other = { ...full, versions: { node: '22.1.0' } };
    expect(loadReport(short, { quick: true, full: other })).toContain('Node 22.1.0, not 24.0.0)');
  });
});

describe('a rate that changes within the measured time', () => {
  const load = { clients: 8 };
  const output = (first, second) => ({
    requests: first + second,
    firstHalf: { seconds: 0.2, requests: first },
    measured: { seconds: 0.4 },
  });

  it('is the second half of the first', () => {
    expect(trendOf(output(100, 150), load).trend).toBeCloseTo(1.5);
    expect(trendOf(output(0, 150), load).trend).toBeCloseTo(150);
  });

  it('is not told of few requests, and not of bursts, whose rate is the load', () => {
    expect(trendOf(output(20, 40), load)).toEqual({});
    expect(trendOf(output(100, 150), { ...load, gapMs: 200 })).toEqual({});
  });

  it('is reported, but for a case whose times are what it asks', () => {
    const trials = [trialOf('c', 100), trialOf('ours', 50, { trend: 1.4 })];
    expect(unsettled(resultOf(trials))).toEqual([{ caseId: 'a', peer: 'ours', trend: 1.4 }]);
    expect(loadReport(resultOf(trials))).toMatch(
      /after the warm-up.*\n\s+case a, fdset: second half 1\.40 x/,
    );
    const fresh = [{ id: 'a', label: 'fresh', rounds: 1, times: { warmupMs: 0 } }];
    expect(unsettled(resultOf(trials, { cases: fresh }))).toEqual([]);
  });

  it('is not reported of those that keep their rate, nor of a result that does not tell', () => {
    const steady = [trialOf('c', 100, { trend: 1.1 }), trialOf('ours', 50, { trend: 0.9 })];
    expect(unsettled(resultOf(steady))).toEqual([]);
    expect(unsettled(resultOf([trialOf('c', 100, { trend: undefined })]))).toEqual([]);
  });
});

describe('trials beside which others were at work', () => {
  it('are counted', () => {
    const trials = [trialOf('c', 100, { foreign: 0.1 }), trialOf('ours', 90, { foreign: 0.5 })];
    expect(loadReport(resultOf(trials))).toContain('Others used the cores during 1 of 2 trials');
    expect(loadReport(full)).not.toContain('Others');
  });
});
