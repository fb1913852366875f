// The tour prints the numbers of every model, which add up, and exits with 0. walkthrough-ended.test.ts ends it early.
import { beforeAll, describe, expect, it } from 'vitest';
import { isExhaustive } from '../../../scripts/test/exhaustive.mjs';
import { cliPath, runInHook } from './helpers/run.js';

const strategies = new Set(['(sequential)', 'Threading', 'Forking', 'ThreadPool', 'ProcessPool']);
const TIME = /^[\d.,]+ ms$/;
const MEMORY = /^\d+\.\d MiB$/;

/** `pnpm check:long exhaustive` runs the whole tour. `npm test` runs the quick one, with fewer clients and exchanges. */
const [clients, exchanges] = isExhaustive ? [4, 25] : [2, 5];
const THINK_MS = 20;
const options = ['--quick', '--clients', String(clients), '--exchanges', String(exchanges)];
const [classes, connectionsInTurn] = isExhaustive ? [20, 7] : [5, 3];

describe('walkthrough', () => {
  let text: string;
  let complaints: string;

  beforeAll(async () => {
    const args = isExhaustive ? [] : ['walkthrough', ...options];
    const tour = await runInHook(process.execPath, [cliPath, ...args]);
    expect(tour.code, `${tour.stdout.toString()}\n${tour.stderr}`).toBe(0);
    [text, complaints] = [tour.stdout.toString(), tour.stderr];
  });

  it('prints a table per model and exits 0', () => {
    expect(complaints).toBe('');
    for (const title of [
      '4.6.2.1',
      '4.6.2.2',
      '4.6.2.3',
      '4.6.2.4',
      '4.6.3',
      'The ways out',
      '4.6.2 The',
      '4.6.2.4 The phases',
      '4.6.2 System calls',
    ])
      expect(text).toContain(`\n${title}`);
    for (const row of ['exchanges', 'bytes in / out', 'EAGAINs', 'CPU time', 'elapsed']) {
      expect(text.match(new RegExp(`│ ${row}`, 'g'))).toHaveLength(4);
    }
  });

  it('counts every exchange of every client', () => {
    const rows = [...text.matchAll(/│ exchanges +│(.*)│/g)].map((match) => match[1]!);
    const counts = rows.flatMap((row) => row.split('│').map(Number));
    // The ring has a run of its own where the system allows it.
    expect([6, 7]).toContain(counts.length);
    expect(new Set(counts)).toEqual(new Set([clients * exchanges]));
  });

  it('lets the clients of the blocking server wait for each other, and only those', () => {
    const first = /slowest first answer +│ +([\d.,]+) ms/.exec(text)![1]!;
    // The last client waits for all clients before it, with their pauses.
    expect(Number(first.replaceAll(',', ''))).toBeGreaterThanOrEqual(
      (clients - 1) * exchanges * THINK_MS,
    );
  });

  it('asks every strategy over every transport, the quick one each over one', () => {
    const asked = rowsOf(text).filter(
      ([name, ...times]) => strategies.has(name!) && times.length === 4,
    );
    expect(asked).toHaveLength(5);
    const isAsked = asked.map(([, ...times]) => times.map((cell) => TIME.test(cell)));
    expect(isAsked.flat().filter(Boolean)).toHaveLength(classes);
    for (const transport of [0, 1, 2, 3]) expect(isAsked.some((row) => row[transport])).toBe(true);
  });

  it('measures time and memory of every way out', () => {
    const ways = rowsOf(text).filter((row) => row.length === 5 && MEMORY.test(row[4]!));
    expect(ways.map(([name]) => name)).toEqual([
      'its turn',
      'a new thread',
      'a thread, kept for the next',
      'one of 4 threads',
      'a spawned process',
      'a forked process',
      'one of 4 processes',
    ]);
    for (const [, connections, took] of ways) {
      expect(Number(connections)).toBeGreaterThanOrEqual(connectionsInTurn);
      expect(took).toMatch(TIME);
    }
    const [turn, ...others] = ways.map((row) => row[3]!);
    expect(turn).toBe('-');
    for (const memory of others) expect(memory).toMatch(MEMORY);
  });
});

/** The rows of all tables, as cells. */
function rowsOf(text: string): string[][] {
  return [...text.matchAll(/^│ (.*) │$/gm)].map(([, row]) =>
    row!.split('│').map((cell) => cell.trim()),
  );
}
