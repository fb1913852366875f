// The demo on a pseudo-terminal.
import { onTerminal as onTerminalOf } from '../../../../scripts/test/on-terminal.mjs';
import type { Session, Step } from '../../../../scripts/test/on-terminal.mjs';
import { cliPath } from './run.js';

export type { Step };

/** Runs a command of the demo on a terminal and holds a dialogue with it. The last step must end the command. */
export function onTerminal(args: readonly string[], steps: Step[]): Promise<Session> {
  return onTerminalOf([cliPath, ...args], steps);
}
