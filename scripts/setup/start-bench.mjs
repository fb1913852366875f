// The work of `pnpm bench`: set-up, then the benchmarks' command line with the user's arguments.
import { runEntry } from './entry.mjs';
import { runForeground } from './run-foreground.mjs';
import { setUp } from './set-up.mjs';
import { root } from './workspace.mjs';

export const startBench = (args) =>
  runEntry(async (interrupt) => {
    await setUp(interrupt.signal);
    interrupt.stop();
    return runForeground(process.execPath, ['benchmarks/src/cli.mjs', ...args], { cwd: root });
  });
