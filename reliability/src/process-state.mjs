// What a process has: its open files and its memory.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** The open files of this process, one line each: the number, and what it is. */
export const openFiles = () =>
  readdirSync('/proc/self/fd')
    .flatMap((fd) => {
      try {
        return [`${fd} ${readlinkSync(`/proc/self/fd/${fd}`).replace(/^\/proc\/\d+\//, '/proc/')}`];
      } catch {
        return [];
      }
    })
    .filter((line) => !line.endsWith('/fd'));

/** The resident memory of this process. */
export const residentKib = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);

/** The memory of JavaScript that is in use after a collection, with that of its buffers. */
export const usedKib = () => {
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / 1024);
};
