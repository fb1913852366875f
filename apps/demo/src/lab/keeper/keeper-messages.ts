// What the lab and a keeper tell each other: lines of JSON over the keeper's standard input and output.

/** The programs that a keeper starts; no other can be named. */
export const PROGRAMS = ['server', 'bench', 'slow', 'timeline', 'syscalls'] as const;
export type ProgramName = (typeof PROGRAMS)[number];

export type KeeperOrder =
  | {
      readonly kind: 'start';
      readonly program: ProgramName;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'signal'; readonly program: ProgramName; readonly signal: NodeJS.Signals };

export type KeeperReport =
  | { readonly kind: 'started'; readonly program: ProgramName; readonly pid: number }
  | { readonly kind: 'line'; readonly program: ProgramName; readonly line: string }
  | { readonly kind: 'complaint'; readonly program: ProgramName; readonly line: string }
  | {
      readonly kind: 'ended';
      readonly program: ProgramName;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
    };
