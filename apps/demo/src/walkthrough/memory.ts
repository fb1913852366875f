// The memory of processes as the kernel counts it in /proc; null on systems without /proc.
import { readFileSync } from 'node:fs';
import { processTree } from '@fdset/benchmarks/kit';

const KIB = 1024;

/** The pages of a process that are in memory, including shared ones. */
export function residentBytes(pid: number): number | null {
  return field(pid, 'Rss');
}

/** The pages of a process, of which a shared one counts in part. */
export function proportionalBytes(pid: number): number | null {
  return field(pid, 'Pss');
}

/** The memory of a process and its descendants; a page that several of them share counts once. */
export function treeBytes(pid: number): number | null {
  const sizes = processTree(pid).map((one) => field(one, 'Pss'));
  return sizes[0] === null ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

function field(pid: number, name: string): number | null {
  const [, kib] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(read(pid, 'smaps_rollup')) ?? [];
  return kib === undefined ? null : Number(kib) * KIB;
}

/** Returns '' when the process has ended, or the system has no /proc. */
function read(pid: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
