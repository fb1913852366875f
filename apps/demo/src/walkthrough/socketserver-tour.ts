// Measures the document's conclusion: every class with the same handler, then the costs of a connection in a thread, in a process
// and in a pool.
import { STRATEGIES, TRANSPORTS } from '../socketserver/names.js';
import { titledBars } from '../terminal/bars.js';
import type { Bar } from '../terminal/bars.js';
import type { Screen } from '../terminal/screen.js';
import { table } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { heading, item, prose } from '../terminal/text.js';
import type { Children } from './children.js';
import { SEVERAL, fewConnections, manyConnections, measureCosts } from './connection-costs.js';
import type { Costs, Way } from './connection-costs.js';
import { allTransports, askEveryClass, oneTransport } from './every-class.js';
import type { ClassTimes } from './every-class.js';
import { explainCosts } from './explain-costs.js';
import { mib, ms, whole } from './numbers.js';

const ways: readonly Way[] = [
  { label: 'its turn', args: ['socketserver'], worker: 'none' },
  { label: 'a new thread', args: ['blocking', '--threads', '--no-reuse'], worker: 'thread' },
  { label: 'a thread, kept for the next', args: ['blocking', '--threads'], worker: 'thread' },
  {
    label: `one of ${SEVERAL} threads`,
    args: ['blocking', '--pool', `${SEVERAL}`],
    worker: 'thread',
  },
  {
    label: 'a spawned process',
    args: ['blocking', '--processes', '--start-method', 'spawn'],
    worker: 'process',
  },
  { label: 'a forked process', args: ['blocking', '--processes'], worker: 'process' },
  {
    label: `one of ${SEVERAL} processes`,
    args: ['blocking', '--processes', '--pool', `${SEVERAL}`],
    worker: 'process',
  },
];

export interface TourOptions {
  readonly quick: boolean;
}

/** Runs all of them, or only some in quick mode, and prints the results. */
export async function tourSocketserver(
  children: Children,
  { quick }: TourOptions,
  screen: Screen,
): Promise<void> {
  const { terminal } = screen;
  const progress = (line: string): void => screen.progress(line);
  screen.print(
    ...heading(terminal, '4.6.3 socketserver 模块: one handler, the strategy is one word'),
  );
  const times = await askEveryClass(children, quick ? oneTransport : allTransports, progress);
  screen.print(
    ...classesTable(terminal, times),
    '',
    ...prose(
      terminal,
      'A question and its answer, the median, connecting and closing included where there is a connection.',
    ),
    ...heading(terminal, '4.6.2.1 The ways out of blocking, and what a client costs in each'),
  );
  const connections = quick ? fewConnections : manyConnections;
  const costs = await measureCosts(children, ways, connections, progress);
  screen.print(...costsBars(terminal, costs));
  for (const text of explainCosts(costs)) screen.print(...item(terminal, text));
}

function classesTable(terminal: Terminal, times: ClassTimes): string[] {
  const cell = (name: string): string => {
    const time = times.get(name);
    return time === undefined ? '' : ms(time);
  };
  const rows = STRATEGIES.map((strategy) =>
    [strategy || '(sequential)'].concat(TRANSPORTS.map((transport) => cell(strategy + transport))),
  );
  return table(terminal, ['', ...TRANSPORTS], rows);
}

function costsBars(terminal: Terminal, costs: readonly Costs[]): string[] {
  const times = costs.map(({ label, connections, medianMs }): Bar => {
    const text = `${ms(medianMs)}, median of ${whole(connections)}`;
    return { label, value: medianMs, text };
  });
  const memories = costs.map(({ label, memory }): Bar => {
    const text = `${mib(memory.worker)}, in all ${mib(memory.all)}`;
    return { label, value: memory.worker ?? 0, text, color: 'magenta' };
  });
  return [
    ...titledBars(terminal, 'A connection with one question', times),
    ...titledBars(terminal, `Memory of one client, ${SEVERAL} at once`, memories),
  ];
}
