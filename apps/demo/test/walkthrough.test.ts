// The tour prints pictures and numbers of every model, which add up, and exits with 0. walkthrough-ended.test.ts ends it early.
import { beforeAll, describe, expect, it } from 'vitest';
import { isExhaustive } from '../../../scripts/test/exhaustive.mjs';
import { displayWidth } from '../src/terminal/text.js';
import { usualLoad } from '../src/walkthrough/tour-options.js';
import { cliPath, runInHook } from './helpers/run.js';

const strategies = new Set([
  '(sequential)',
  'Threading',
  'Forking',
  'ThreadPool',
  'ProcessPool',
  'Async',
]);
const TIME = /^[\d.,]+ ms$/;
const models = ['blocking', 'nonblocking', 'epoll', 'poll', 'select', 'async', 'async, io_uring'];
const ways = [
  'its turn',
  'a new thread',
  'a thread, kept for the next',
  'one of 4 threads',
  'a spawned process',
  'a forked process',
  'one of 4 processes',
];

const titles = [
  '4.6.2.1 阻塞IO',
  '4.6.2.2 非阻塞IO',
  '4.6.2.3 多路复用IO',
  '4.6.2.4 异步IO',
  'As fast as they can',
  '4.6.3 socketserver',
  '4.6.2.1 The ways out',
  '4.6.2 The phases',
  '4.6.2.4 The phases',
  '4.6.2 System calls',
];

/** `pnpm check:long exhaustive` runs the whole tour. `npm test` runs the quick one, with fewer clients and exchanges. */
const { clients, exchanges } = isExhaustive ? usualLoad : { clients: 2, exchanges: 5 };
const THINK_MS = 20;
const options = ['--quick', '--clients', String(clients), '--exchanges', String(exchanges)];
const [classes, connectionsInTurn] = isExhaustive ? [24, 5] : [6, 3];

describe('walkthrough', () => {
  let text: string;
  let complaints: string;

  beforeAll(async () => {
    const args = isExhaustive ? ['walkthrough'] : ['walkthrough', ...options];
    const tour = await runInHook(process.execPath, [cliPath, ...args]);
    expect(tour.code, `${tour.stdout.toString()}\n${tour.stderr}`).toBe(0);
    [text, complaints] = [tour.stdout.toString(), tour.stderr];
  });

  it('has a title for each part, and exits 0', () => {
    expect(complaints).toBe('');
    for (const title of titles) expect(text).toContain(`\n${title}`);
  });

  it('fits into 80 columns', () => {
    // What is told of the progress in a pipe is one line each.
    const tooLong = text.split('\n').filter((line) => displayWidth(line) > 80);
    expect(tooLong.filter((line) => !/(every answer right|at once)$/.test(line))).toEqual([]);
  });

  it('counts every exchange of every client', () => {
    const counts = rowsOf(text)
      .filter((row) => models.includes(row[0]!) && / ms$|^-$/.test(row[7] ?? ''))
      .map(([, count]) => Number(count));
    // The ring has a run of its own where the system allows it.
    expect([6, 7]).toContain(counts.length);
    expect(new Set(counts)).toEqual(new Set([clients * exchanges]));
  });

  it('lets the clients of the blocking server wait for each other, and only those', () => {
    const bar = /Until the last client[^\n]*\n +blocking +\S+ +([\d.,]+) ms/;
    const first = bar.exec(text)![1]!;
    // The last client waits for all clients before it, with their pauses.
    expect(Number(first.replaceAll(',', ''))).toBeGreaterThanOrEqual(
      (clients - 1) * (exchanges - 1) * THINK_MS,
    );
  });

  it('draws each client of the blocking server where the one before it ends', () => {
    const picture = text.slice(text.indexOf('\nblocking\n'));
    const lines = picture.split('\n').slice(2, 2 + clients);
    expect(lines.map((line) => line.slice(0, 10))).toEqual(
      lines.map((_, index) => `  client ${index + 1}`),
    );
    for (const [index, line] of lines.entries()) {
      expect(line).toMatch(/▒░+█+$/);
      if (index > 0) expect(line.indexOf('█')).toBeGreaterThanOrEqual(lines[index - 1]!.length - 2);
    }
  });

  it('loads every model that serves several clients', () => {
    const rates = [
      ...text.matchAll(/^ {2}(\w.*?) +█\S* +([\d,]+)\/s(?: \([\d,]+ to [\d,]+\))?$/gm),
    ];
    const loaded = models.filter((name) => name !== 'blocking');
    for (const [, label] of rates) expect(loaded).toContain(label);
    expect([5, 6]).toContain(rates.length);
    // A single round is told as such; several have a spread.
    expect(text).toMatch(isExhaustive ? /Medians of 3 rounds/ : /One short run each/);
  });

  it('asks every strategy over every transport, the quick one each over one', () => {
    const asked = rowsOf(text).filter(([name]) => strategies.has(name!));
    expect(asked).toHaveLength(6);
    expect(asked.flat().filter((cell) => TIME.test(cell))).toHaveLength(classes);
  });

  it('measures time and memory of every way out', () => {
    const costs = text.slice(text.indexOf('A connection with one question'));
    for (const way of ways) {
      const [[, took, connections], [, memory]] = [
        new RegExp(`^ +${way} +\\S+ +([\\d.,]+) ms, median of (\\d+)$`, 'm').exec(costs)!,
        new RegExp(`^ +${way} +.*?(-|[\\d.]+ MiB), in all [\\d.]+ MiB$`, 'm').exec(costs)!,
      ];
      expect(Number(took!.replaceAll(',', ''))).toBeGreaterThan(0);
      expect(Number(connections)).toBeGreaterThanOrEqual(connectionsInTurn);
      expect(memory === '-').toBe(way === 'its turn');
    }
  });
});

/** The rows of all tables, as cells, which at least two blanks keep apart. */
function rowsOf(text: string): string[][] {
  return text.split('\n').map((line) => line.trim().split(/ {2,}/));
}
