// The demo on a pseudo-terminal, by Python's pty module (clients/on_terminal.py).
import { cliPath, runPython } from './run.js';

export type Step = ['expect' | 'type', string] | ['resize' | 'kill', number];

export interface Session {
  /** Everything that was on the screen, without the escape sequences that place it. */
  readonly screen: string;
  readonly exitCode: number;
}

/** Runs a command of the demo on a terminal and holds a dialogue with it; the last step must end it. */
export async function onTerminal(args: readonly string[], steps: Step[]): Promise<Session> {
  const program = [process.execPath, cliPath, ...args];
  const text = await runPython('on_terminal', program, JSON.stringify(steps));
  const { screen, exitCode } = JSON.parse(text) as Session;
  return { screen: withoutEscapes(screen), exitCode };
}

function withoutEscapes(screen: string): string {
  return screen.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
