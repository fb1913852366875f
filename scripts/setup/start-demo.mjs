// The work of `npm start`: set-up, then the demo's command line with the user's arguments.
import { runEntry } from '../../tooling/src/entry.mjs';
import { root } from '../../tooling/src/workspace.mjs';
import { runForeground } from './run-foreground.mjs';
import { setUp } from './set-up.mjs';

export const startDemo = (args) =>
  runEntry(async (interrupt) => {
    await setUp(interrupt.signal);
    interrupt.stop();
    return runForeground(process.execPath, ['apps/demo/dist/cli.js', ...args], { cwd: root });
  });
