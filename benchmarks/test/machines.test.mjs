// The paths of the results of several machines, and how a table compares these results.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { caseRows } from '../src/report/columns.mjs';
import {
  keptName,
  readResults,
  resultPath,
  resultsFolder,
  writeResult,
} from '../src/report/result-files.mjs';
import { countMet, machineTargetRows } from '../src/report/targets.mjs';

const newer = { cpu: 'Some(R) Fast(TM) CPU @ 3.20GHz', cores: 2, kernel: 'Linux 6.1' };
const older = { cpu: 'Other', cores: 8, kernel: 'Linux 6.1' };

const peers = [
  { id: 'c', label: 'C' },
  { id: 'ours', label: 'fdset', ours: true },
  { id: 'late', label: 'added later', ours: true },
];

/** A result of one round in which the peers had these rates. */
const resultOf = (machine, date, rates) => ({
  question: 'echo',
  date,
  machine,
  unit: 'requests',
  reference: 'c',
  metric: 'perSecond',
  columns: ['perSecond', 'ratio', 'cpu'],
  peers: peers.filter(({ id }) => rates[id] !== undefined),
  cases: [{ id: 'a', label: 'case a', rounds: 1 }],
  targets: [
    { peer: 'ours', reference: 'c', atLeast: 0.9, cases: ['a'] },
    { peer: 'late', reference: 'c', atLeast: 0.9, cases: ['a'] },
  ],
  skipped: [],
  trials: Object.entries(rates).map(([peer, perSecond]) => ({
    case: 'a',
    round: 0,
    peer,
    perSecond,
    cpuNsPerRequest: 1000,
  })),
});

const here = resultOf(newer, '2026-02-02T00:00:00Z', { c: 100, ours: 95, late: 80 });
const there = resultOf(older, '2026-01-01T00:00:00Z', { c: 200, ours: 150 });

describe('results', () => {
  it('have a folder for each processor, whatever kernel and Node ran on it', () => {
    expect(keptName('echo', newer)).toBe('some-fast-cpu-3-20ghz/echo');
    expect(keptName('echo', { ...newer, kernel: 'Linux 7', cores: 4 })).toBe(
      keptName('echo', newer),
    );
    expect(keptName('echo', { cpu: '(R)' })).toBe('unknown/echo');
    expect(resultPath('echo', { partial: false, machine: older })).toBe(
      join(resultsFolder, 'other', 'echo.json'),
    );
    expect(resultPath('echo', { partial: true, machine: older })).not.toContain(resultsFolder);
  });

  it('are read question by question, the newest first; a later run of a machine takes its place', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fdset-results-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const before = resultOf(newer, '2025-12-31T00:00:00Z', { c: 1 });
    for (const result of [before, there, here])
      writeResult(join(folder, `${keptName('echo', result.machine)}.json`), result);
    const { echo, ...others } = readResults(folder);
    expect(echo.map(({ machine, date }) => [machine.cpu, date])).toEqual([
      [newer.cpu, here.date],
      [older.cpu, there.date],
    ]);
    expect(others).toEqual({});
  });

  it('that are committed lie where their question and machine say', () => {
    const files = readdirSync(resultsFolder, { recursive: true }).filter((path) =>
      path.endsWith('.json'),
    );
    const named = Object.values(readResults())
      .flat()
      .map(({ question, machine }) => `${keptName(question, machine)}.json`);
    expect(files.map((path) => join(basename(dirname(path)), basename(path))).sort()).toEqual(
      named.sort(),
    );
  });
});

describe('a machine beside another', () => {
  it('adds a column of its ratios, and a dash for what it has not measured', () => {
    const { head, rows } = caseRows(here, 'a', [there]);
    expect(head).toEqual(['', 'requests/s', 'x C', 'on Other', 'CPU us each']);
    expect(rows.map((row) => row[3])).toEqual(['1.00 (1.00-1.00)', '0.75 (0.75-0.75)', '-']);
    expect(caseRows(here, 'a').head).toEqual(['', 'requests/s', 'x C', 'CPU us each']);
  });

  it('has verdicts of its own, by the targets of the newest run', () => {
    const { head, rows } = machineTargetRows([here, there]);
    expect(head.slice(-2)).toEqual([newer.cpu, older.cpu]);
    expect(rows.map((row) => row.slice(-2))).toEqual([
      ['met: 0.95 (0.95-0.95)', 'not met: 0.75 (0.75-0.75)'],
      ['not met: 0.80 (0.80-0.80)', 'not measured'],
    ]);
    expect(countMet(here, here.targets)).toEqual({ met: 1, measured: 2 });
    expect(countMet(there, here.targets)).toEqual({ met: 0, measured: 1 });
  });
});
