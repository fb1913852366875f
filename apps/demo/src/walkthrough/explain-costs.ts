// Explains the table of the ways out in sentences that are built from the numbers of this run.
import type { Costs } from './connection-costs.js';
import { mib, ms } from './numbers.js';

/** Takes the costs in the tour's order: its turn; new, kept and pooled thread; spawned, forked and pooled process. */
export function explainCosts(costs: readonly Costs[]): string[] {
  const [turn, newThread, keptThread, threads, spawned, forked, processes] = costs as [
    Costs,
    Costs,
    Costs,
    Costs,
    Costs,
    Costs,
    Costs,
  ];
  return [
    `The document's thread for each client: ${ms(newThread.medianMs)} and ${mib(newThread.memory.worker)}; kept for the next client it is there in ${ms(keptThread.medianMs)}. In turn a connection took ${ms(turn.medianMs)}. Its process for each client: ${ms(forked.medianMs)} and ${mib(forked.memory.worker)} if it is forked from a Node process that has the handler loaded; ${ms(spawned.medianMs)} and ${mib(spawned.memory.worker)} if Node is started anew (--start-method spawn), ${times(spawned.medianMs, forked.medianMs)} as long.`,
    `Pools have nothing to start: ${ms(threads.medianMs)} (threads) and ${ms(processes.medianMs)} (processes); but a client more than there are has to wait, which is why the document says that pools only postpone the problem.`,
    'Memory of one: what the server and its processes have grown by when the clients came, for each (PSS), as the claims measure it. A pool has its workers before, and a kept thread was there from the client before. In all: what falls to the server and its processes, spare ones too.',
  ];
}

function times(more: number, less: number): string {
  return `${(more / less).toFixed(more < 10 * less ? 1 : 0)} times`;
}
