// The phases of a read: every model, transport and size has a row with plausible numbers.
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { ringRefusal } from '../src/ring-refusal.js';
import { runDemo } from './helpers/run.js';
import { startDemo } from './helpers/running-program.js';

const rows = [
  ...['blocking', 'non-blocking', 'select', 'poll', 'epoll', 'selectAsync'].map(
    (model) => `${model}, TCP, 64 B`,
  ),
  'blocking, UDP, 64 B',
  'blocking, Unix datagram, 64 B',
  ...['4 KiB', '64 KiB', '1 MiB'].map((size) => `blocking, TCP, ${size}`),
];

interface Row {
  readonly name: string;
  /** Waiting, wake-up, copying and CPU, in µs. */
  readonly phases: readonly number[];
}

const inUs = (cell: string): number => Number(cell.replace(/ µs|,/g, ''));

/** The bars of the first picture have the three phases behind them, those of another one the processor time. */
function parseBars(text: string): Row[] {
  const bars = [...text.matchAll(/^ {2}(\S.*?) {2,}[░▓█▏▎▍▌▋▊▉]+ +(\S.*)$/gm)];
  const cpu = new Map(bars.map(([, name, value]) => [name!, inUs(value!)]));
  const phasesOf = new Map<string, number[]>();
  for (const [, name, values] of bars) {
    const phases = values!.split(' + ').map(inUs);
    const known = phasesOf.get(name!) ?? [];
    if (phases.length === 2 && known.length === 0) phasesOf.set(name!, [2000, ...phases]);
    if (phases.length === 3) phasesOf.set(name!, phases);
  }
  return [...phasesOf].map(([name, phases]) => ({ name, phases: [...phases, cpu.get(name)!] }));
}

/** The cells of the table by the beginning of their row, without the row's title. */
function asynchronous(text: string): (row: string) => string[] {
  const lines = text.slice(text.indexOf('4.6.2.4')).split('\n');
  return (row) =>
    lines
      .find((line) => line.trim().startsWith(row))!
      .trim()
      .split(/ {2,}/)
      .slice(1);
}

describe('phases', () => {
  it('prints three phases per model, transport and size, and what they show', async () => {
    const { code, stdout, stderr } = await runDemo(['phases', '--messages', '5']);
    const text = stdout.toString();
    expect([code, stderr]).toEqual([0, '']);
    const table = parseBars(text);
    expect(table.map(({ name }) => name)).toEqual(rows);
    for (const { phases } of table) {
      expect(phases).toHaveLength(4);
      for (const phase of phases) expect(phase).toBeGreaterThanOrEqual(0);
      // The sender waits for 2 ms after each request.
      expect(phases[0]).toBeGreaterThanOrEqual(2000);
    }
    for (const model of ['Blocking', 'Non-blocking', 'Multiplexing', 'selectAsync', 'Datagrams'])
      expect(text).toMatch(new RegExp(`^  • ${model}[:, ]`, 'm'));
  });

  it('shows that polling burns the wait and that a larger message takes longer to copy', async () => {
    const { stdout } = await runDemo(['phases', '--messages', '20']);
    const table = new Map(parseBars(stdout.toString()).map(({ name, phases }) => [name, phases]));
    expect(table.get('non-blocking, TCP, 64 B')![3]).toBeGreaterThan(
      3 * table.get('blocking, TCP, 64 B')![3]!,
    );
    expect(table.get('blocking, TCP, 1 MiB')![2]).toBeGreaterThan(
      table.get('blocking, TCP, 64 B')![2]!,
    );
  });

  it('shows that over epoll the notification of an asynchronous read precedes the copy', async () => {
    const { stdout } = await runDemo(['phases', '--messages', '5']);
    const text = stdout.toString();
    const row = asynchronous(text);
    expect(text).toMatch(/^ +selector/m);
    expect(row('bytes in the socket')[0]).toBe('64');
    expect(row('bytes left')[0]).toBe('0');
    for (const time of ['the read is submitted', 'sent by', 'the callback', 'notified'])
      expect(row(time)[0]).toMatch(/^[\d.,]+ µs$/);
  });

  it(
    'shows that over a ring that works at once the copy precedes the notification',
    needsThat(ringRefusal() === null, 'needs io_uring'),
    async () => {
      const { stdout } = await runDemo(['phases', '--messages', '5']);
      const row = asynchronous(stdout.toString());
      expect(stdout.toString()).toMatch(/^ +selector +uring +uring at once$/m);
      expect(row('bytes in the socket')).toEqual(['64', '64', '0']);
      expect(row('the message in')).toEqual(['-', 'no', 'yes']);
      expect(row('bytes left')).toEqual(['0', '0', '0']);
    },
  );

  it('SIGINT ends it at once', async () => {
    const program = startDemo(['phases', '--messages', '9999']);
    await program.prints(/another thread/);
    const { code } = await program.endsOn('SIGINT');
    // The exit code is null because the signal itself ended the process.
    expect([code, program.stderr]).toEqual([null, '']);
  });
});
