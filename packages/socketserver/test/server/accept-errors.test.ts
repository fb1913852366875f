// Errors of accept(2), which strace makes it give.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { askOnce, fixture, start } from '../support/programs.js';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';

const canInject =
  spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'inject=none:error=EPERM', 'true']).status ===
  0;
const mayTrace = { ...needsThat(canInject, 'needs a strace that may inject'), ...needs('strace') };

// One error of a connection, and one of a resource that has run out.
const some: [string, number][] = [
  ['ECONNABORTED', 0],
  ['ENFILE', 3],
];
const more: [string, number][] = [
  ['EPROTO', 0],
  ['EMFILE', 3],
  ['ENOBUFS', 3],
];

it.each(someOf([...some, ...more], some))(
  'B: accept(2) that fails with %s thrice is no end of the server',
  mayTrace,
  async (code, pauses) => {
    const inject = `inject=accept4:error=${code}:when=1..3`;
    const tracing = ['-f', '-o', '/dev/null', '-e', 'trace=accept4', '-e', inject];
    const program = start('strace', [...tracing, process.execPath, fixture('traced-server.mjs')]);
    const port = Number(await program.next());
    expect(await askOnce(port, 'accepted')).toBe('ACCEPTED');
    program.end();
    expect(JSON.parse(await program.next())).toEqual({
      codes: Array.from({ length: 3 }, () => `accept ${code}`),
      accepted: 1,
      acceptErrors: 3,
      pauses,
    });
    expect(await program.exited).toEqual([0, null]);
  },
);
