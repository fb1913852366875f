// The measuring kit: what every measurement of this repository needs, whatever it asks. It imports no question and no application.

// Rounds that are interleaved, and in an order that is shuffled anew for each
export { countTrials, foreignLimit, runRounds } from './rounds.mjs';
export { shuffled } from './shuffle.mjs';

// What the figures of the rounds say
export { isApart, median, quantile, ratio, roundRatios, spread, valuesOf } from './statistics.mjs';
export { compare, fewestRounds, isWithin } from './threshold.mjs';

// Processes that are measured
export { runToEnd, startChild } from './child.mjs';
export { Skipped, startServer } from './server.mjs';
export { watchForeign } from './foreign.mjs';
export { awakeNs, processTree, threadIds, treeCpuNs, treeThreads } from './process-tree.mjs';

// The machine
export { allowedCores, chooseCores, pinned } from './cores.mjs';
export { describeMachine } from './machine.mjs';
