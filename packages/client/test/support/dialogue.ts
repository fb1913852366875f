// A dialogue with the command on a terminal.
import { dirname } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { onTerminal } from '../../../../scripts/test/on-terminal.mjs';
import type { Step } from '../../../../scripts/test/on-terminal.mjs';
import { fdsetPath } from './run-fdset.js';
import { freshPath } from './servers.js';

/** Holds a dialogue with the command, which must exit with `code`; the screen. */
export const dialogue = async (
  url: string,
  steps: readonly Step[],
  code = 0,
  options: readonly string[] = [],
): Promise<string> => {
  // The history of whoever runs the tests is not theirs.
  vi.stubEnv('XDG_STATE_HOME', dirname(freshPath()));
  onTestFinished(() => void vi.unstubAllEnvs());
  const { screen, exitCode } = await onTerminal([fdsetPath, ...options, url], steps);
  expect(exitCode, screen).toBe(code);
  expect(screen).not.toContain('    at ');
  return screen;
};
