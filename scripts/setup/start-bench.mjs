// The work of `pnpm bench`: set-up, then the benchmarks' command line with the user's arguments.
import { chooseQuestions } from '../../benchmarks/src/choose-questions.mjs';
import { runEntry } from './entry.mjs';
import { runForeground } from './run-foreground.mjs';
import { setUp } from './set-up.mjs';
import { root } from './workspace.mjs';

/** The name comes first, if there is one. */
const nameIn = ([first]) => (first === undefined || first.startsWith('-') ? undefined : first);

export const startBench = (args) =>
  runEntry(async (interrupt) => {
    // A wrong name is told of at once, not after minutes of set-up.
    chooseQuestions(nameIn(args));
    await setUp(interrupt.signal);
    interrupt.stop();
    return runForeground(process.execPath, ['benchmarks/src/cli.mjs', ...args], { cwd: root });
  });
