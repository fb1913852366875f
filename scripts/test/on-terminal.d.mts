/**
 * What is expected next on the screen, typed, or done to the terminal's width or to a process; `knock` connects to a port of the
 * test's, which says that the dialogue has got so far.
 */
export type Step = ['expect' | 'type', string] | ['resize' | 'kill' | 'knock', number];

export interface Session {
  /** Everything that was on the screen, without the escape sequences that place it. */
  readonly screen: string;
  readonly exitCode: number;
}

export function onTerminal(args: readonly string[], steps: readonly Step[]): Promise<Session>;
