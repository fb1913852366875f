// What the demo does without a command: the walkthrough, then the claims, and a word on the lab.
import { runClaims } from '../claims/run-claims.js';
import { Screen } from '../terminal/screen.js';
import { prose } from '../terminal/text.js';
import { UserError } from '../user-error.js';
import { usualLoad } from './tour-options.js';
import { runWalkthrough } from './walkthrough.js';

/** Runs all of it and returns the exit code: 0, or 128 + the number of the signal that ended it. */
export async function runAll(): Promise<number> {
  const screen = new Screen();
  const code = (await runWalkthrough({ ...usualLoad, quick: false })) || (await claims(screen));
  if (code !== 0) return code;
  const { bold } = screen.terminal.colors;
  screen.print('', bold('Live, and side by side in the browser: npm start -- lab'));
  return 0;
}

/** A system on which they cannot be measured has had the walkthrough all the same. */
async function claims(screen: Screen): Promise<number> {
  try {
    return await runClaims();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    screen.print('', ...prose(screen.terminal, error.message));
    return error.exitCode;
  }
}
