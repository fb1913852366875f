// Starts the programs of this folder, and ends them with their test.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

export const run = promisify(execFile);

export const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-examples-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const programPath = (name) =>
  fileURLToPath(new URL(`../../src/${name}.mjs`, import.meta.url));

/** Runs a program, and waits for what it prints. */
export const launch = (command, args, options = {}) => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (data) => (text += data));
  const prints = async (pattern) => {
    for (;;) {
      const match = pattern.exec(text);
      if (match) return match;
      await once(child.stdout, 'data');
    }
  };
  const ends = async (signal = 'SIGTERM') => {
    child.kill(signal);
    return exit;
  };
  return { child, exit, prints, ends, text: () => text };
};

/** Runs a server of this folder until it listens; `where` is its port or path. */
export const start = async (name, ...args) => {
  const program = launch(process.execPath, [programPath(name), ...args]);
  const [, where] = await program.prints(/listening on (.*)\n/);
  return { ...program, where };
};
