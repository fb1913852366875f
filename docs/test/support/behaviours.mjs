// What programs of the pages do, each as a check of a block.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'vitest';

import { programs } from './code-blocks.mjs';
import { listeningPort } from './listening-port.mjs';
import { ask, conversation, withBlock } from './run-block.mjs';

export const answers = (message, answer) => (block) =>
  withBlock(block, 0, async ({ port }) => {
    expect(await ask(await port(), message, answer.length)).toBe(answer);
  });

export const prints = (pattern) => (block) =>
  withBlock(block, 0, async ({ finished }) => {
    const { code, stdout, stderr } = await finished();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(pattern);
  });

/** Runs a block beside the server of another one. */
const asks = (isServer, answer) => (block) =>
  withBlock(
    programs.find((program) => isServer(program, block)),
    0,
    async ({ port }) =>
      withBlock(block, await port(), async ({ finished }) => {
        const { code, stdout, stderr } = await finished();
        expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${answer}\n`, stderr: '' });
      }),
  );

export const asksTheServerAboveIt = asks(({ page }, block) => page === block.page, 'HELLO');
export const asksTheFirstServer = (answer) => asks(({ id }) => id === 'README.md#1', answer);

export const finishesWhatIsUnderWay = (block) =>
  withBlock(block, 0, async ({ port, kill, finished, isListening }) => {
    const client = await conversation(await port());
    expect(await client.ask('before')).toBe('BEFORE');
    kill('SIGTERM');
    while (isListening()) await setImmediate();
    expect(await client.ask('after')).toBe('AFTER');
    client.end();
    expect(await finished()).toMatchObject({ code: 0, stderr: '' });
  });

export const upperSb = answers('hello', 'HELLO_SB');
export const upperLine = answers('hello\n', 'HELLO\n');
export const upper = answers('hello', 'HELLO');

/** A program that asks for lines on its input, and prints what the server above it answers. */
export const talksToTheServerAboveIt = (lines, pattern) => (block) => {
  const server = programs.find(({ page }) => page === block.page);
  return withBlock(server, 0, async ({ port }) =>
    withBlock(block, await port(), async ({ type, finished }) => {
      type(lines);
      const { code, stdout, stderr } = await finished();
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(pattern);
    }),
  );
};

export const answersDatagrams = (message, answer) => (block) =>
  withBlock(block, 0, async ({ port }) => {
    const socket = createSocket('udp4');
    socket.send(message, await port(), '127.0.0.1');
    const [data] = await once(socket, 'message');
    socket.close();
    expect(data.toString()).toBe(answer);
  });

/** A server that ends at SIGTERM although its thread is blocked. */
export const stopsWhileItIsBlocked = (block) =>
  withBlock(block, 0, async ({ port, kill, finished }) => {
    expect(await ask(await port(), 'hello', 5)).toBe('HELLO');
    kill('SIGTERM');
    expect(await finished()).toMatchObject({ code: 0, stdout: 'stopped\n', stderr: '' });
  });

/** A program that bundles a server, which then serves. */
export const bundlesAServer = (block) =>
  withBlock(block, 0, async ({ finished, folder }) => {
    expect(await finished()).toMatchObject({ code: 0, stderr: '' });
    const env = { ...process.env, PORT: '0' };
    const child = spawn(process.execPath, ['dist/bundled-server.js'], { cwd: folder, env });
    try {
      expect(await ask(await listeningPort(child.pid), 'hello', 5)).toBe('HELLO');
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  });
