/** Options of a test or of a group of tests. */
export interface Needs {
  readonly skip?: true;
  readonly meta?: object;
}

export function needsThat(condition: boolean, needed: string): Needs;
export function needs(...programs: string[]): Needs;
