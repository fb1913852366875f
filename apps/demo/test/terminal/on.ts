// Terminals of tests: what they show is plain text, so that a picture can be compared as it is.
import { describeTerminal } from '../../src/terminal/terminal.js';
import type { Terminal } from '../../src/terminal/terminal.js';

export const terminalOf = (columns: number, env: Record<string, string> = {}): Terminal =>
  describeTerminal({ isTTY: true, columns }, { NO_COLOR: '1', ...env });

export const WIDTHS = [60, 80, 120] as const;
