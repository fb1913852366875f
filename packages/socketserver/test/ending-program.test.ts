import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fixture } from './support/programs.js';
import { freshDirectory } from './support/servers.js';

const program = fixture('ending-program.mjs');
const cases = ['ThreadingTCPServer', 'ProcessPoolTCPServer'].flatMap((name) =>
  ['close', 'shutdown'].map((end) => [name, end] as const),
);

it.each(cases)('%s: a program does not end before its requests, after %s', (name, end) => {
  const released = join(freshDirectory(), 'released');
  const { stdout, status } = spawnSync(process.execPath, [program, name, end, released], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, '1\n']);
});
