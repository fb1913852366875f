// Uses @fdset/selectors alone: waits, without blocking, for what is written into a FIFO.
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Resolves with the answer. */
export async function use({ DefaultSelector, EVENT_READ }) {
  const path = join(tmpdir(), `fdset-release-${process.pid}`);
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  rmSync(path);
  const selector = new DefaultSelector();
  selector.register(fd, EVENT_READ);
  const before = selector.select(0).length;
  writeSync(fd, 'hello');
  const [{ key }] = await selector.selectAsync(null);
  const buffer = Buffer.alloc(16);
  const count = readSync(key.fd, buffer);
  selector.close();
  closeSync(fd);
  return before === 0 ? buffer.toString('utf8', 0, count).toUpperCase() : 'ready too early';
}
