// The memory of processes as the kernel counts it in /proc; null on systems without /proc.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

const KIB = 1024;

/** The pages of a process that are in memory, including shared ones. */
export function residentBytes(pid: number): number | null {
  return field(pid, 'Rss');
}

/** The pages that a process does not share; for a forked process the pages that it has written to. */
export function privateBytes(pid: number): number | null {
  const dirty = field(pid, 'Private_Dirty');
  return dirty === null ? null : dirty + (field(pid, 'Private_Clean') ?? 0);
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

/** The descendants of a process that have its end of an internet connection, given by the ports of both ends. */
export function holdersOf(pid: number, ownPort: number, peerPort: number): number[] {
  const socket = `socket:[${inodeOf(ownPort, peerPort)}]`;
  return processTree(pid).filter((one) => one !== pid && linksOf(one).includes(socket));
}

function field(pid: number, name: string): number | null {
  const [, kib] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(read(pid, 'smaps_rollup')) ?? [];
  return kib === undefined ? null : Number(kib) * KIB;
}

/** A process and its descendants. */
export function processTree(pid: number): number[] {
  const children = list(pid, 'task')
    .flatMap((task) => read(pid, `task/${task}/children`).trim().split(/\s+/))
    .filter(Boolean);
  return [pid, ...children.flatMap((child) => processTree(Number(child)))];
}

const ESTABLISHED = '01';

/** The socket of an established connection, from proc_net_tcp(5): number, own end, peer, state, ..., inode. */
function inodeOf(ownPort: number, peerPort: number): string | undefined {
  const lines = read('net', 'tcp').split('\n');
  const fields = lines.map((line) => line.trim().split(/\s+/));
  return fields.find(
    ([, own, peer, state]) =>
      own?.endsWith(hex(ownPort)) && peer?.endsWith(hex(peerPort)) && state === ESTABLISHED,
  )?.[9];
}

function hex(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}

function linksOf(pid: number): string[] {
  return list(pid, 'fd').map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });
}

/** Returns '' when the process has ended, or the system has no /proc. */
function read(pid: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function list(pid: number, name: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/${name}`);
  } catch {
    return [];
  }
}
