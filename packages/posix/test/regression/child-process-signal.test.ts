import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const fixture = fileURLToPath(new URL('../fixtures/child-ends-meanwhile.mjs', import.meta.url));

it('S26: the end of a child process, for which Node alone listens, does not end a wait; SIGINT still does', async () => {
  const program = spawn(process.execPath, [fixture]);
  let output = '';
  program.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (data.includes('blocking')) program.kill('SIGINT');
  });
  const [code] = (await once(program, 'close')) as [number];
  expect(output).toBe(
    '0 from the wait\n0 from the next\nblocking\nInterruptedError EINTR\nhandler SIGINT\n',
  );
  expect(code).toBe(0);
});
