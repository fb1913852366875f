// Every claim is really measured once, with one round of each question. One round decides nothing, so that the verdicts do not depend
// on how busy the machine is; where counts decide, three rounds do.
import { beforeAll, describe, expect, it } from 'vitest';
import { CLAIM_IDS } from '../../src/claims/claim-ids.js';
import type { ClaimsReport, ReportedClaim } from '../../src/claims/claims-json.js';
import { ringRefusal } from '../../src/ring-refusal.js';
import { cliPath, run, runDemo, runInHook } from '../helpers/run.js';

describe.skipIf(process.platform !== 'linux')('claims --json', () => {
  let report: ClaimsReport;

  beforeAll(async () => {
    const args = [cliPath, 'claims', '--json', '--rounds', '1', '--seed', '7'];
    const { code, stdout, stderr } = await runInHook(process.execPath, args);
    expect([code, stderr]).toEqual([0, '']);
    report = JSON.parse(stdout.toString()) as ClaimsReport;
  });

  const claim = (id: string): ReportedClaim => report.claims.find((one) => one.id === id)!;
  const value = (id: string, name: string): number | null =>
    claim(id).figures.find((one) => one.name === name)!.median;

  it('says what was measured where and when', () => {
    const { format, seed, date, durationMs, foreign, machine } = report;
    expect([format, seed, new Date(date).toISOString()]).toEqual([1, 7, date]);
    expect(durationMs).toBeGreaterThan(0);
    expect(foreign).toBeGreaterThanOrEqual(0);
    expect(foreign).toBeLessThanOrEqual(1);
    expect(machine).toEqual({
      cpu: expect.any(String) as string,
      cores: expect.any(Number) as number,
      kernel: expect.stringMatching(/^Linux \d/) as string,
      node: process.versions.node,
    });
  });

  it.each(CLAIM_IDS)('measures %s, and lets one round decide nothing', (id) => {
    const { figures, verdict, condition, why, rounds, notes, ...words } = claim(id);
    expect([verdict, condition, rounds]).toEqual(['inconclusive', null, 1]);
    expect([why, words.document[0], words.english, words.how]).not.toContain('');
    const missing = figures.filter(({ values }) => values.length !== 1).map(({ name }) => name);
    expect(missing.filter((name) => !mayBeMissing(name, notes))).toEqual([]);
    for (const { median, low, high, values } of figures)
      if (values.length === 1)
        expect([median, low, high]).toEqual([values[0], values[0], values[0]]);
  });

  it('sees who waits for whom, which no load of the machine changes', () => {
    expect(value('one-blocks-all', 'share')).toBeGreaterThanOrEqual(0.95);
    expect(value('pools-bound-the-damage', 'queued')).toBeGreaterThanOrEqual(0.95);
    expect(value('pools-bound-the-damage', 'bounded')).toBe(0);
    // Only where the newcomer was answered while the others stayed all of them have had a thread at the same time for sure.
    const isSure = value('pools-bound-the-damage', 'free')! < 1;
    expect(value('pools-bound-the-damage', 'unbounded')).toBeGreaterThanOrEqual(isSure ? 3 : 1);
    expect(value('select-serves-many', 'answered')).toBe(100);
    expect(value('select-serves-many', 'control')).toBe(1);
    // A thread that takes long to start is not waited for: another is started too, which serves the next client where it is the later one.
    const anew = value('thread-per-client', 'anewInTurn')!;
    expect(anew).toBeGreaterThanOrEqual(4 / 5);
    expect(value('thread-per-client', 'keptInTurn')).toBeLessThanOrEqual(anew / 2);
  });

  it('sees that a poller does not sleep and that select does', () => {
    const [polling, select] = ['idlePolling', 'idle'].map((name) => value('select-burns', name)!);
    expect(polling! / select!).toBeGreaterThan(2);
    expect(value('nonblocking-stays-blocked', 'refusals')).toBeGreaterThan(100);
  });
});

/** A system may refuse the ring and strace; the notes of the claim say so. */
function mayBeMissing(name: string, notes: readonly string[]): boolean {
  const ofRing = ['ring', 'atOnce', 'deferred', 'ringBlocked', 'notified', 'eventfd'];
  if (ofRing.includes(name)) return ringRefusal() !== null;
  return /traced/i.test(name) && notes.some((note) => note.startsWith('strace '));
}

describe.skipIf(process.platform !== 'linux')('claims on a system that lacks something', () => {
  const measured = async (id: string, command: readonly string[]): Promise<ReportedClaim> => {
    const args = ['claims', '--json', '--only', id, '--rounds', '3'];
    const [program, ...rest] = [...command, process.execPath, cliPath, ...args];
    const { code, stdout, stderr } = await run(program!, rest);
    expect([code, stderr]).toEqual([0, '']);
    return (JSON.parse(stdout.toString()) as ClaimsReport).claims[0]!;
  };

  it('judges sendall without strace, and says that it is not there', async () => {
    const one = await measured('sendall-repeats-send', ['env', 'PATH=/nonexistent']);
    expect(one.verdict).toBe('holds');
    expect(one.notes).toEqual([expect.stringContaining('apt install strace')]);
    expect(one.figures.find(({ name }) => name === 'traced')!.median).toBe(null);
  });

  it('cannot tell of pools without taskset, and says so', async () => {
    const one = await measured('no-size-fits', ['env', 'PATH=/nonexistent']);
    expect(one.verdict).toBe('inconclusive');
    expect(one.notes).toEqual([expect.stringContaining('apt install util-linux')]);
  });

  it('uses as many descriptors as it may have, and cannot tell when select takes them all', async () => {
    const limit = (most: number): string[] => ['sh', '-c', `ulimit -n ${most}; exec "$@"`, 'sh'];
    const [some, few] = [
      await measured('epoll-scales', limit(2000)),
      await measured('epoll-scales', limit(800)),
    ];
    const registered = (one: ReportedClaim): unknown =>
      one.figures.find(({ name }) => name === 'registered')!.median;
    expect([registered(some), registered(few)]).toEqual([1800, 600]);
    expect(some.notes).toContainEqual(
      expect.stringContaining('1800 idle descriptors instead of 10000'),
    );
    expect(few.verdict).toBe('inconclusive');
  });
});

describe.skipIf(process.platform !== 'linux')('claims --only', () => {
  it('measures only those claims, whose counts decide on any machine', async () => {
    const ids = ['setblocking-is-per-socket', 'async-signals'];
    const { code, stdout } = await runDemo(['claims', '--only', ...ids, '--rounds', '3']);
    expect(code).toBe(0);
    const text = stdout.toString();
    expect([...text.matchAll(/^([a-z-]+) \(4\.6/gm)].map(([, id]) => id)).toEqual(ids);
    expect(text).toMatch(/^ {2}= holds when no other descriptor stands for the same socket$/m);
    expect(text).toMatch(/^ {2}= holds when a signal is asked for/m);
    expect(text).toMatch(/^2 holds when; measured in \d+ s\.$/m);
  });
});
