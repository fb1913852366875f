// How much of the machine other processes used while something was measured, which makes its figures worth less. Linux only.
import { readFileSync } from 'node:fs';

import { TICK_NS, treeCpuNs } from './process-tree.mjs';

/** The first line of /proc/stat: the ticks of all processors by what they did; the 4th and 5th of them are idle. */
const machineNs = () => {
  const [line] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, count) => sum + count, 0);
  return { all: all * TICK_NS, busy: (all - ticks[3] - ticks[4]) * TICK_NS };
};

const look = () => ({ ...machineNs(), own: treeCpuNs(process.pid) });

/**
 * Begins to watch. The function that it returns gives the share of the machine's processor time since then, 0 to 1, that neither
 * this process nor its descendants had.
 */
export const watchForeign = () => {
  const before = look();
  return () => {
    const now = look();
    const all = now.all - before.all;
    const foreign = now.busy - before.busy - (now.own - before.own);
    return all === 0 ? 0 : Math.min(1, Math.max(0, foreign / all));
  };
};
