// A peer's server process. It says `READY <port or path>` on its first line of output, or
// `SKIP <reason>` when it cannot take part here.
import { createInterface } from 'node:readline';

import { startChild } from './child.mjs';
import { pinned } from './cores.mjs';

const startLimitMs = 15_000;

/** A peer that cannot run here; the reason goes into the results. */
export class Skipped extends Error {}

const firstLine = async ({ child, closed, errors }) => {
  const lines = createInterface({ input: child.stdout });
  const timer = setTimeout(() => lines.close(), startLimitMs);
  try {
    for await (const line of lines) return line;
  } finally {
    clearTimeout(timer);
  }
  child.kill('SIGKILL');
  const { code, signal } = await closed;
  throw new Error(`a server did not start (${signal ?? `exit code ${code}`})\n${errors()}`);
};

/** Starts a peer pinned to a core: `{ pid, address, stop }`. */
export const startServer = async (command, { core, signal }) => {
  const started = startChild(pinned(core, command), { signal });
  try {
    const line = await firstLine(started);
    signal.throwIfAborted();
    const [word, ...rest] = line.split(' ');
    if (word === 'SKIP') throw new Skipped(rest.join(' '));
    if (word !== 'READY') throw new Error(`${command.join(' ')} said: ${line}`);
    started.child.stdout.resume();
    return { pid: started.child.pid, address: rest.join(' '), stop: started.stop };
  } catch (error) {
    await started.stop();
    throw error;
  }
};
