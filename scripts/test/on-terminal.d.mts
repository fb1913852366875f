/**
 * One step of a dialogue: text that is expected on the screen, text that is typed, a new width of the terminal, or a
 * process to kill. `continue` comes back after Ctrl-Z, as `fg` of a shell. `knock` connects to a port of the test, which tells
 * the test that the dialogue has got so far.
 */
export type Step =
  ['expect' | 'type', string] | ['resize' | 'kill' | 'knock', number] | ['continue', null];

export interface Session {
  /** Everything that was on the screen, without escape sequences. */
  readonly screen: string;
  readonly exitCode: number;
}

export function onTerminal(args: readonly string[], steps: readonly Step[]): Promise<Session>;
