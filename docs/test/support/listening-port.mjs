// The port that a program listens on. Its text names a fixed port, and the test makes that port 0.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The states in the kernel's tables of a listening and of a bound, unconnected socket. */
const TABLES = { tcp: '0A', udp: '07' };

const socketsOf = (pid) => {
  const folder = `/proc/${pid}/fd`;
  return new Set(
    readdirSync(folder).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
      } catch {
        return []; // It was closed meanwhile.
      }
    }),
  );
};

// See proc_pid_net(5): the address is hexadecimal, the tenth field is the socket's inode.
const portIn = (pid, table, state) => {
  const sockets = socketsOf(pid);
  for (const line of readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (fields[3] === state && sockets.has(fields[9]))
      return Number.parseInt(fields[1].split(':')[1], 16);
  }
  return null;
};

/** The port on which the process listens, or to which its UDP socket is bound; null without any. */
export const portOf = (pid) =>
  Object.entries(TABLES)
    .map(([table, state]) => portIn(pid, table, state))
    .find((port) => port !== null) ?? null;

/** Resolves to the port as soon as the process listens. */
export const listeningPort = async (pid) => {
  for (;;) {
    const port = portOf(pid);
    if (port !== null) return port;
    await delay(20);
  }
};
