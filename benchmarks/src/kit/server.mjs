// The server process of a peer. The first line of its output is `READY <port or path>`, or `SKIP <reason>` if it cannot
// run here.
import { createInterface } from 'node:readline';
import { HANG_MS } from '@fdset/tooling/hang-limit';

import { startChild } from './child.mjs';
import { pinned } from './cores.mjs';

/** The error of a peer that cannot run here. The results contain the reason. */
export class Skipped extends Error {}

/** The next line of a server's output, or null if the server has ended or hangs. */
const nextLine = (lines) =>
  new Promise((resolve) => {
    const done = (line) => {
      clearTimeout(timer);
      lines.off('line', done).off('close', atEnd);
      resolve(line);
    };
    const atEnd = () => done(null);
    const timer = setTimeout(atEnd, HANG_MS);
    lines.on('line', done).on('close', atEnd);
  });

const firstLine = async ({ child, closed, errors }, lines) => {
  const line = await nextLine(lines);
  if (line !== null) return line;
  child.kill('SIGKILL');
  const { code, signal } = await closed;
  throw new Error(`a server did not start (${signal ?? `exit code ${code}`})\n${errors()}`);
};

const reportOf = async ({ child }, lines) => {
  child.kill('SIGUSR2');
  const line = await nextLine(lines);
  if (line?.startsWith('REPORT ')) return JSON.parse(line.slice('REPORT '.length));
  throw new Error(`a server gave no report: ${line}`);
};

/**
 * Starts a peer, pinned to a core if one is named. Returns `{ pid, address, report, stop }`. `report()` sends SIGUSR2 to ask for
 * the figures that only the peer knows; the answer is a line `REPORT {...}`.
 */
export const startServer = async (command, { core, signal }) => {
  const started = startChild(core === undefined ? command : pinned(core, command), { signal });
  const lines = createInterface({ input: started.child.stdout });
  try {
    const line = await firstLine(started, lines);
    signal.throwIfAborted();
    const [word, ...rest] = line.split(' ');
    if (word === 'SKIP') throw new Skipped(rest.join(' '));
    if (word !== 'READY') throw new Error(`${command.join(' ')} said: ${line}`);
    const report = () => reportOf(started, lines);
    return { pid: started.child.pid, address: rest.join(' '), report, stop: started.stop };
  } catch (error) {
    await started.stop();
    throw error;
  }
};
