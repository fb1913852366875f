// How long the main thread was ready to run and had no processor, because other threads had them: see proc_pid_schedstat(5).
import { closeSync, openSync, readSync } from 'node:fs';

const buffer = Buffer.alloc(128);

/** In ns, since the thread began. */
export const runDelayNs = () => {
  const fd = openSync('/proc/self/schedstat', 'r');
  const length = readSync(fd, buffer, 0, buffer.length, 0);
  closeSync(fd);
  return Number(buffer.toString('latin1', 0, length).split(' ')[1]);
};

/** A read during which the thread had to wait for a processor for longer than this says nothing about reads. */
export const MOST_DELAY_NS = 30_000;
