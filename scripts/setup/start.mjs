// The work of `npm start`, `npm run docs` and `pnpm bench`: it sets the checkout up and then runs a program that owns the terminal. The
// program shares this script's process group and stdio, and this script ends in the same way as the program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

import { wrongName } from '../../benchmarks/src/question-names.mjs';
import { runEntry } from '../../tooling/src/entry.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import { root } from '../../tooling/src/workspace.mjs';
import { setUp } from './set-up.mjs';

// A terminal sends SIGINT to the whole group, so the program usually has it already, and passing it on at once would be a
// second Ctrl-C. A SIGINT for this process alone is therefore passed on after this time.
const interruptGraceMs = 200;

const setUpAndRun = async (interrupt, script, args) => {
  await setUp(interrupt.signal);
  interrupt.stop();
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  process.on('SIGINT', () => setTimeout(() => child.kill('SIGINT'), interruptGraceMs).unref());
  const [code, signalName] = await once(child, 'close');
  return code ?? 128 + constants.signals[signalName];
};

export const startDemo = (args) =>
  runEntry((interrupt) => setUpAndRun(interrupt, 'apps/demo/dist/cli.js', args));

export const buildSite = () =>
  runEntry((interrupt) => setUpAndRun(interrupt, 'site/src/build.mjs', []));

export const startBench = (args) =>
  runEntry((interrupt) => {
    // A wrong name is reported at once, rather than after minutes of set-up.
    const complaint = args[0]?.startsWith('-') ? undefined : wrongName(args[0]);
    if (complaint !== undefined) throw new SetUpError(complaint);
    return setUpAndRun(interrupt, 'benchmarks/src/cli.mjs', args);
  });
