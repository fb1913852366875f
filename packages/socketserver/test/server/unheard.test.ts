// Printing fails when nobody reads it or when the disk is full. That must not end the server.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { askOnce, endWithTest, fixture } from '../support/programs.js';

const classes = ['TCPServer', 'ThreadPoolTCPServer', 'ForkingTCPServer', 'ProcessPoolTCPServer'];
// In these the console of a handler writes at once. In others it is Node's own, which ends its process at the second error.
const withOwnConsole = new Set(['ThreadPoolTCPServer', 'ForkingTCPServer']);

const start = (stderr: number | 'pipe'): ChildProcess => {
  const program = [fixture('unheard-server.mjs'), ...classes];
  return endWithTest(spawn(process.execPath, program, { stdio: ['ignore', 'pipe', stderr] }));
};

const startOnFullDisk = (): ChildProcess => {
  const full = openSync('/dev/full', 'w');
  const child = start(full);
  closeSync(full);
  return child;
};

const startUnread = (): ChildProcess => {
  const child = start('pipe');
  child.stderr?.destroy();
  return child;
};

it.each([
  ['a pipe that nobody reads any more', startUnread],
  ['a file on a full disk', startOnFullDisk],
])('serves on when requests fail and stderr is %s', async (_, startProgram) => {
  const child = startProgram();
  const ended = once(child, 'exit').then(() => 'the program ended');
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const ports = lines[Symbol.asyncIterator]();
  for (const name of classes) {
    const port = Number((await ports.next()).value);
    const ask = (word: string): Promise<string> => Promise.race([askOnce(port, word), ended]);
    const answers: string[] = [];
    for (const word of ['throw', 'twice', 'throw', 'last']) answers.push(await ask(word));
    expect([name, ...answers]).toEqual([name, '', '', '', 'LAST']);
    if (!withOwnConsole.has(name)) continue;
    expect([await ask('print'), await ask('print')]).toEqual(['PRINT', 'PRINT']);
  }
});
