// Measures the document's conclusion: every class with the same handler, then the costs of a connection in a thread, in a process
// and in a pool.
import type { Children } from './children.js';
import { SEVERAL, fewConnections, manyConnections, measureCosts } from './connection-costs.js';
import type { Costs, Way } from './connection-costs.js';
import { allTransports, askEveryClass, oneTransport } from './every-class.js';
import { explainCosts } from './explain-costs.js';
import { mib, ms, whole } from './numbers.js';
import { plainTable } from './plain-table.js';

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
  print: (line: string) => void,
): Promise<void> {
  print('\n4.6.3 socketserver: one handler, the strategy is one word');
  print(
    await askEveryClass(children, quick ? oneTransport : allTransports, (line) =>
      print(`  ${line}`),
    ),
  );
  print(
    'A question and its answer, the median, connecting and closing included where there is a connection.',
  );
  print('\nThe ways out of 4.6.2.1, and what a client costs in each');
  const costs = await measureCosts(
    children,
    ways,
    quick ? fewConnections : manyConnections,
    (line) => print(`  ${line}`),
  );
  print(costsTable(costs));
  for (const line of explainCosts(costs)) print(line);
}

function costsTable(costs: readonly Costs[]): string {
  return plainTable(
    [
      'each client has',
      'connections',
      'one took',
      'memory of one',
      `memory of all, ${SEVERAL} at once`,
    ],
    costs.map(({ label, connections, medianMs, memory }) => [
      label,
      whole(connections),
      ms(medianMs),
      mib(memory.worker),
      mib(memory.all),
    ]),
  );
}
