// strace makes system calls of programs fail.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';
import { hasTool } from './programs.js';
import { freshDirectory } from './servers.js';

const injecting = ['-qq', '-o', '/dev/null', '-e'];

/** The options of a test that makes calls fail. */
export const mayInject = {
  ...needsThat(
    hasTool('strace', [...injecting, 'inject=none:error=EPERM', 'true']),
    'needs a strace that may inject',
  ),
  ...needs('strace'),
};

/**
 * Each call of the result makes strace inject `fault` into the next Node that this process starts. No process is between
 * the two.
 */
export const injectOnce = (fault: string, ...flags: string[]): (() => void) => {
  const directory = freshDirectory();
  const wanted = join(directory, 'wanted');
  const node = join(directory, 'node');
  const own = process.execPath;
  const strace = ['exec strace -D', ...flags, ...injecting, `inject=${fault}`, own].join(' ');
  writeFileSync(node, `#!/bin/sh\nrm ${wanted} 2>/dev/null && ${strace} "$@"\nexec ${own} "$@"\n`);
  chmodSync(node, 0o700);
  process.execPath = node;
  onTestFinished(() => void (process.execPath = own));
  return () => writeFileSync(wanted, '');
};
