// Requests by a schedule, with --rate: what a slow server, and what a late generator, does to the figures.
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { serve } from '../support/peers.js';
import { atLeast, bench, benchAll, checkReport, startBench } from './support/bench.js';
import type { RunReport, TimesReport } from './support/bench.js';
import { answering, echo } from './support/bench-servers.js';
import { startAsking } from './support/start-asking.js';

/** Answers at once, but stops for a while before the answer of this number. */
const stallingAt = (number: number, ms: number): ReturnType<typeof answering> => {
  let count = 0;
  return answering(async (piece) => {
    if (++count === number) await setTimeout(ms);
    return piece;
  });
};

/** What became of every request that the schedule had. */
const allOf = ({ latency, unsent, unanswered, errors }: RunReport): number =>
  latency.count + unsent + unanswered + errors.total;

describe('fdset bench --rate', () => {
  it.each([
    ['500', 50],
    ['1.5k', 150],
    ['40k', 4000],
  ])('%s for 100 ms: %i requests are due, and each is accounted for', async (rate, count) => {
    const report = await bench(serve(echo).url, '--rate', rate, '--connections', '4');
    expect(allOf(report)).toBe(count);
    expect(report.latency.count).toBeGreaterThan(0);
    expect(report.service?.count).toBe(report.latency.count);
  });

  it('shares the schedule among threads', async () => {
    const { url } = serve(echo);
    const report = await bench(url, '--rate', '1k', '--threads', '3', '--connections', '6');
    expect([report.threads.length, allOf(report)]).toEqual([3, 100]);
  });

  it('counts what a stalled server lets wait from the time when it was due, not when it was sent', async () => {
    const { url } = serve(stallingAt(20, 300));
    const args = ['--rate', '400', '--connections', '1', '--duration', '1s'];
    const { latency, service } = await bench(url, ...args);
    // 120 requests are due while the server sleeps, and 80 of them wait for 100 ms and more.
    expect(atLeast(100, latency)).toBeGreaterThanOrEqual(75);
    expect(atLeast(290, service as TimesReport)).toBeGreaterThanOrEqual(1);
    expect(latency.p99Ms).toBeGreaterThan(250);
  });

  it('does not take the wait for a free connection for a lag of its own', async () => {
    const { url } = serve(stallingAt(20, 300));
    const args = ['--rate', '400', '--connections', '1', '--duration', '1s'];
    const { latency, sendLag } = await bench(url, ...args);
    // All of the schedule had to wait for the server once, but few requests, if any, for the generator.
    expect(atLeast(100, sendLag as TimesReport)).toBeLessThan(atLeast(100, latency));
  });

  it('tells how many requests were never sent because no connection was free', async () => {
    const args = ['--rate', '1k', '--connections', '2', '--json', '--duration', '1m'];
    const running = await startAsking('tcp:', ...args);
    // For so long requests are due, and nothing but Ctrl-C ends this.
    await setTimeout(300);
    running.kill('SIGINT');
    const code = await running.exits();
    const report = checkReport(running.stdout.toString(), code).runs[0] as RunReport;
    expect(code).toBe(1);
    expect(report.unanswered).toBe(2);
    expect(report.unsent).toBeGreaterThan(100);
    expect(report.wasStopped).toBe(true);
  });

  it('says that the generator was the limit when it was late, and ends with 3', async () => {
    let count = 0;
    const { url } = serve(
      answering((piece) => {
        count++;
        return piece;
      }),
    );
    // So many that some are free at any time: a request is late only where one was.
    const args = ['--rate', '1k', '--connections', '500', '--duration', '1m', '--json'];
    const running = startBench(url, ...args);
    while (count < 300) await setTimeout(1);
    // A stopped generator is late with all that was due meanwhile.
    running.kill('SIGSTOP');
    await setTimeout(400);
    const before = count;
    running.kill('SIGCONT');
    while (count < before + 300) await setTimeout(1);
    running.kill('SIGINT');
    const code = await running.exits();
    expect(code).toBe(3);
    const report = checkReport(running.stdout.toString(), code).runs[0] as RunReport;
    expect(report.generatorWasTheLimit.join()).toMatch(/were sent more than [\d.]+ ms late/);
    expect(report.sendLag?.maxMs).toBeGreaterThan(300);
  });

  it('says how much of its processor time went into waiting actively', async () => {
    const { url } = serve(echo);
    // On a busy machine every request may be due already when it is looked at.
    let threads: RunReport['threads'];
    do ({ threads } = await bench(url, '--rate', '3k'));
    while (threads[0]?.spinning === 0);
    for (const { busy, spinning } of threads) expect(spinning).toBeLessThanOrEqual(busy);
    expect(threads[0]?.spinning).toBeGreaterThan(0);
  });

  it('opens a connection for each request of the schedule with --reconnect-each', async () => {
    const { url, connections } = serve(echo);
    const report = await bench(url, '--rate', '200', '--reconnect-each');
    expect(allOf(report)).toBe(20);
    expect(connections.length).toBeGreaterThanOrEqual(report.latency.count);
  });
});

describe('fdset bench --steps', () => {
  it('finds the knee of a server that needs 20 ms for an answer', async () => {
    const slow = answering(async (piece) => {
      await setTimeout(20);
      return piece;
    });
    const args = ['--steps', '5,1k,2k', '--connections', '1', '--duration', '1s'];
    const { runs, knee } = await benchAll(serve(slow).url, ...args);
    expect(runs.map(allOf)).toEqual([5, 1000, 2000]);
    expect(runs.map(({ unsent }) => unsent > 0)).toEqual([false, true, true]);
    expect(knee?.aboveRate).toBeLessThanOrEqual(1000);
  });

  it('keeps the figures of the steps before a server has gone, and ends with 1', async () => {
    let hear = (): void => {};
    const asked = new Promise<void>((resolve) => (hear = resolve));
    const noted = answering((piece) => {
      hear();
      return piece;
    });
    const server = serve(noted);
    const { url } = server;
    const running = startBench(url, '--steps', '20,40', '--duration', '1s', '--connections', '1');
    await asked;
    // The connection of the first step stays, and the second one finds nobody who listens.
    server.close();
    expect(await running.exits()).toBe(1);
    expect(running.stdout.toString()).toMatch(/^20 +[\d.]+ /m);
    expect(running.stderr).toBe(`fdset: nothing listens on ${url} (ECONNREFUSED)\n`);
  });

  it('says that there is no knee where the server kept up', async () => {
    const running = startBench(serve(echo).url, '--steps', '5,10', '--duration', '1s');
    await running.exits();
    expect(running.stdout.toString()).toMatch(/no knee: .* 10 requests\/s|the knee is/);
  });
});
