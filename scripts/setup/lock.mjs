// Only one set-up runs at a time in a checkout, because neither pnpm nor node-gyp can run twice at once. The lock is a
// listening Unix socket and not a file, because the kernel releases it however its owner ends. Other set-ups stay
// connected to it until then.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from '../../tooling/src/workspace.mjs';

const id = `fdset-set-up-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
// Linux has abstract names, which leave nothing in the file system. On other systems a crash leaves a file that refuses
// connections.
const isAbstract = process.platform === 'linux';
const path = isAbstract ? `\0${id}` : join(tmpdir(), `${id}.sock`);

const waitForOwner = async (onWait, signal) => {
  const owner = connect({ path, signal }).on('data', onWait);
  const { code } = await once(owner, 'close').catch((error) => error);
  signal.throwIfAborted();
  if (code === 'ECONNREFUSED' && !isAbstract) rmSync(path, { force: true });
};

const tryListen = async (server) => {
  try {
    await once(server.listen(path), 'listening');
    return true;
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    return false;
  }
};

/** Runs `work` while no other process does. `onWait` gets the id of a process that does; an abort of `signal` ends the wait. */
export const withLock = async (onWait, signal, work) => {
  const waiters = [];
  const lock = createServer((waiter) => {
    waiters.push(waiter.on('error', () => {}));
    waiter.write(String(process.pid));
  });
  while (!(await tryListen(lock))) await waitForOwner(onWait, signal);
  try {
    await work();
  } finally {
    lock.close();
    for (const waiter of waiters) waiter.destroy();
  }
};
