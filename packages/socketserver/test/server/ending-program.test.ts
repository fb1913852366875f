import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { fixture } from '../support/programs.js';
import { freshDirectory } from '../support/servers.js';

const program = fixture('ending-program.mjs');
const cases = ['ThreadingTCPServer', 'ProcessPoolTCPServer'].flatMap((name) =>
  ['close', 'shutdown'].map((end) => [name, end] as const),
);

const some = [
  ['ThreadingTCPServer', 'shutdown'],
  ['ProcessPoolTCPServer', 'close'],
] as const;

it.each(someOf(cases, some))(
  '%s: a program does not end before its requests, after %s',
  (name, end) => {
    const released = join(freshDirectory(), 'released');
    const { stdout, status } = spawnSync(process.execPath, [program, name, end, released], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, '1\n']);
  },
);
