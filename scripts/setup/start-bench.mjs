// The work of `pnpm bench`: set-up, then the benchmarks' command line with the user's arguments.
import { wrongName } from '../../benchmarks/src/question-names.mjs';
import { runEntry } from '../../tooling/src/entry.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import { root } from '../../tooling/src/workspace.mjs';
import { runForeground } from './run-foreground.mjs';
import { setUp } from './set-up.mjs';

/** The name comes first, if there is one. */
const nameIn = ([first]) => (first === undefined || first.startsWith('-') ? undefined : first);

export const startBench = (args) =>
  runEntry(async (interrupt) => {
    // A wrong name is told of at once, not after minutes of set-up.
    const complaint = wrongName(nameIn(args));
    if (complaint !== undefined) throw new SetUpError(complaint);
    await setUp(interrupt.signal);
    interrupt.stop();
    return runForeground(process.execPath, ['benchmarks/src/cli.mjs', ...args], { cwd: root });
  });
