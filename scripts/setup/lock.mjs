// One set-up at a time in one checkout. The lock is a listening Unix socket, not a file, because
// the kernel gives it back however its owner ends: no stale lock after a crash or a SIGKILL.
// Linux has abstract names, which leave nothing in the file system; elsewhere a socket file stays
// after a crash and is removed once a connect to it is refused.
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const lockName = (folder) => {
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return process.platform === 'linux'
    ? `\0fdset-set-up-${id}`
    : join(tmpdir(), `fdset-set-up-${id}.sock`);
};

/** The listening server that is the lock, or null when another process holds it. */
const tryListen = (name) =>
  new Promise((resolve, reject) => {
    const waiters = new Set();
    const server = createServer((waiter) => {
      waiters.add(waiter.on('close', () => waiters.delete(waiter)).on('error', () => {}));
      waiter.write(String(process.pid));
    });
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(name, () => resolve({ server, waiters }));
  });

/** Stays connected until the owner lets go or dies; the owner's pid arrives meanwhile. */
const waitForOwner = (name, onOwner, signal) =>
  new Promise((resolve) => {
    const socket = connect(name);
    const giveUp = () => socket.destroy();
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('data', (pid) => onOwner(Number(pid)));
    socket.on('error', (error) => {
      if (error.code === 'ECONNREFUSED' && !name.startsWith('\0')) rmSync(name, { force: true });
    });
    socket.on('close', () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
  });

/**
 * Runs `work` while no other process holds the lock of `folder`.
 * `onWait(pid)` is told who holds it; an aborted `signal` ends the wait with its reason.
 */
export const withLock = async (folder, { onWait, signal }, work) => {
  const name = lockName(folder);
  let lock = await tryListen(name);
  while (lock === null) {
    await waitForOwner(name, onWait, signal);
    signal.throwIfAborted();
    lock = await tryListen(name);
  }
  try {
    return await work();
  } finally {
    for (const waiter of lock.waiters) waiter.destroy();
    lock.server.close();
  }
};
