import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const fixture = fileURLToPath(new URL('../fixtures/unheard-signals.mjs', import.meta.url));

it('S26: signals that no JavaScript listens for do not end a wait, SIGCHLD of Node’s children included; SIGINT does', async () => {
  const program = spawn(process.execPath, [fixture]);
  let output = '';
  program.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (data.includes('blocking')) program.kill('SIGINT');
  });
  const [code] = (await once(program, 'close')) as [number];
  expect(output).toBe(
    '0 from the wait\n0 from the next\n0 from the third\nblocking\nInterruptedError EINTR\nhandler SIGINT\n',
  );
  expect(code).toBe(0);
});
