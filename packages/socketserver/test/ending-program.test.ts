import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('fixtures/ending-program.mjs', import.meta.url));
const cases = ['ThreadingTCPServer', 'ProcessPoolTCPServer'].flatMap((name) =>
  ['close', 'shutdown'].map((end) => [name, end] as const),
);

it.each(cases)('%s: a program does not end before its requests, after %s', (name, end) => {
  const { stdout, status } = spawnSync(process.execPath, [program, name, end], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, '1\n']);
});
