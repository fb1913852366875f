import { describe, expect, it } from 'vitest';

import { allCases, caseLabel, parseCase } from '../src/echo/cases.mjs';
import { loadReport } from '../src/report/load-report.mjs';
import { ratioPlot } from '../src/report/ratio-plot.mjs';
import { resultText } from '../src/report/result-files.mjs';

const trial = (round, peer, perSecond) => ({ case: '1x64x1', round, peer, perSecond });

const result = {
  question: 'echo',
  date: '2026-01-01T00:00:00Z',
  machine: { cpu: 'a <fast> one', kernel: 'Linux 6' },
  versions: { node: '24.0.0' },
  unit: 'requests',
  reference: 'c',
  metric: 'perSecond',
  columns: ['perSecond', 'ratio'],
  peers: [
    { id: 'c', label: 'C', ours: false },
    { id: 'ours', label: 'fdset', ours: true },
  ],
  skipped: [{ id: 'bun', reason: 'not installed' }],
  cases: [{ id: '1x64x1', label: '1 x 64 B', rounds: 2 }],
  targets: [{ peer: 'ours', reference: 'c', atLeast: 0.95, cases: ['1x64x1', '50x64x1'] }],
  trials: [
    trial(0, 'c', 100_000),
    trial(0, 'ours', 90_000.123456),
    trial(1, 'c', 50_000),
    trial(1, 'ours', 45_000),
  ],
};

describe('echo cases', () => {
  it('are every combination but the one of 1 GiB', () => {
    expect(allCases().filter(({ times }) => times?.warmupMs !== 0)).toHaveLength(17);
    expect(allCases().map(({ id }) => id)).not.toContain('1000x65536x16');
  });

  it('are read from their ids, and refused when they are none', () => {
    expect(parseCase('50x4096x16')).toMatchObject({ connections: 50, size: 4096, depth: 16 });
    expect(caseLabel(parseCase('1000x4096x16'))).toBe('1,000 x 4 KiB x 16');
    for (const id of ['50x64', '0x64x1', 'ax64x1', '']) expect(parseCase(id)).toBe(null);
  });
});

describe('a report', () => {
  it('shows rates, ratios, verdicts and who was left out', () => {
    const text = loadReport(result);
    expect(text).toMatch(/fdset\s+│\s+68k\s+│\s+0\.90 \(0\.90-0\.90\)/);
    expect(text).toMatch(/>= 0\.95.*not met/);
    expect(text).toContain('Left out: bun (not installed).');
  });

  it('compares a peer with its own base, a base with itself, and shows low rates as they are', () => {
    const peers = [...result.peers, { id: 'other', label: 'other', base: 'ours' }];
    const trials = [trial(0, 'c', 100), trial(0, 'ours', 50.25), trial(0, 'other', 201)];
    const text = loadReport({ ...result, peers, trials, columns: ['perSecond', 'ownRatio'] });
    expect(text).toMatch(/fdset\s+│\s+50\.3\s+│\s+1\.00/);
    expect(text).toMatch(/other\s+│\s+201\s+│\s+4\.00/);
  });

  it('tells small ratios apart', () => {
    const trials = [trial(0, 'c', 100_000), trial(0, 'ours', 123)];
    expect(loadReport({ ...result, trials })).toContain('0.0012 (0.0012-0.0012)');
  });

  it('is kept as JSON with rounded figures', () => {
    const { trials } = JSON.parse(resultText(result));
    expect(trials).toHaveLength(4);
    expect(trials[1].perSecond).toBe(90_000);
  });
});

describe('a plot', () => {
  it('has a bar for each peer, and is the same each time', () => {
    const svg = ratioPlot(result);
    expect(svg).toContain('>0.90<');
    expect(svg.match(/<rect /g)).toHaveLength(3);
    expect(svg).toContain('a &lt;fast&gt; one');
    expect(ratioPlot(structuredClone(result))).toBe(svg);
  });

  it('is not drawn of figures that are orders of magnitude apart', () => {
    expect(ratioPlot({ ...result, metric: 'nsPerEvent' })).toBe(null);
  });
});
