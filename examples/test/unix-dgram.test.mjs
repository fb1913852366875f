// The stand-in for unix-dgram: by hot-shots, which requires it, and by the promises of unix-dgram's own documentation.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { join } from 'node:path';
import { errnoNumbers } from '@fdset/posix';
import { AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';
import { needs } from '@fdset/test-support/needs';
import { expect, it, onTestFinished } from 'vitest';

import { createSocket } from '../src/unix-dgram/index.mjs';
import { freshFolder, launch, programPath, run } from './support/start.mjs';

const open = (listener) => {
  const socket = createSocket('unix_dgram', listener);
  onTestFinished(() => socket.fd >= 0 && socket.close());
  return socket;
};

const freshPath = () => join(freshFolder(), 'socket');

/** A bound socket of this process that nobody reads from, until it is asked. */
const receiverAt = (path) => {
  const receiver = new Socket(AF_UNIX, SOCK_DGRAM);
  onTestFinished(() => receiver.close());
  receiver.bind({ path });
  receiver.setblocking(false);
  return receiver;
};

it('hot-shots gets the stand-in where it requires unix-dgram', () => {
  const fromHotShots = createRequire(createRequire(import.meta.url).resolve('hot-shots'));
  expect(fromHotShots.resolve('unix-dgram')).toMatch(/examples\/src\/unix-dgram\/index\.mjs$/);
});

it("hot-shots' metrics arrive as datagrams, read by Python", needs('python3'), async () => {
  const path = freshPath();
  const script = `import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); print('bound', flush=True)
for _ in range(3): print(s.recv(4096).decode(), flush=True)`;
  const receiver = launch(process.env.PYTHON ?? 'python3', ['-c', script, path]);
  await receiver.prints(/bound/);
  const { stderr } = await run(process.execPath, [programPath('metrics'), path]);
  expect(stderr).toBe('');
  expect(await receiver.exit).toEqual([0, null]);
  expect(receiver.text().trim().split('\n').slice(1)).toEqual([
    'shop.visits:1|c',
    'shop.load:0.5|g|#host:one',
    'shop.answer:12|ms',
  ]);
});

it('hot-shots hears that nobody receives, as from unix-dgram', async () => {
  const path = freshPath();
  const running = run(process.execPath, [programPath('metrics'), path]);
  const stderr = expect.stringContaining(`${path}: connect -${errnoNumbers.ENOENT}`);
  await expect(running).rejects.toMatchObject({ code: 1, stderr });
});

it('a bound socket emits what others send to its path, with or without a path of their own', async () => {
  const [path, own] = [freshPath(), freshPath()];
  const server = open();
  const listening = once(server, 'listening');
  server.bind(path);
  await listening;
  const [named, unnamed] = [open(), open()];
  named.bind(own);
  for (const [sender, from] of [
    [named, own],
    [unnamed, ''],
  ]) {
    const heard = once(server, 'message');
    sender.send(Buffer.from('foobarbaz'), 3, 4, path);
    const [data, info] = await heard;
    expect([data.toString(), info]).toEqual(['barb', { size: 4, address: {}, path: from }]);
  }
});

it('a listener may close its socket, and the file stays', async () => {
  const path = freshPath();
  const server = open(() => server.close());
  const heard = once(server, 'message');
  server.bind(path);
  const sender = open();
  for (const text of ['one', 'two']) sender.send(Buffer.from(text), 0, 3, path);
  expect(String((await heard)[0])).toBe('one');
  expect([server.fd, existsSync(path)]).toEqual([-1, true]);
});

it('a connected socket says that the receiver is congested, and when it is not', async () => {
  const path = freshPath();
  const receiver = receiverAt(path);
  const sender = open();
  sender.connect(path);
  let sent = 0;
  let refused = null;
  while (refused === null)
    sender.send(Buffer.alloc(100), (error) => (error ? (refused = error) : sent++));
  expect(refused).toMatchObject({ code: 1, message: 'congestion' });
  expect(sent).toBeGreaterThan(0);
  const congested = once(sender, 'congestion');
  sender.send(Buffer.from('unheard'));
  expect(String(await congested)).toBe('unheard');
  const writable = once(sender, 'writable');
  while (receiver.tryRecv(200) !== null);
  await writable;
  sender.send(Buffer.from('heard'), (error) => expect(error).toBeUndefined());
  expect(String(receiver.recv(200))).toBe('heard');
});

it('errors have the negative numbers of unix-dgram, by callback or as events', async () => {
  const path = freshPath();
  const socket = open();
  const failed = once(socket, 'error');
  socket.connect(path);
  const code = -errnoNumbers.ENOENT;
  expect((await failed)[0]).toMatchObject({ code, errno: code, syscall: 'connect' });
  const answer = [];
  socket.send(Buffer.from('x'), 0, 1, path, (error) => answer.push(error.code));
  expect(answer).toEqual([code]);
  const sending = once(socket, 'error');
  socket.send(Buffer.from('x'), 0, 1, path);
  expect((await sending)[0]).toMatchObject({ code });
  expect(() => createSocket('udp5')).toThrow('Unsupported socket type: udp5');
});
