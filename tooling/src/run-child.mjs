// Starts a command in a process group of its own and ends the whole group when it is interrupted.
// A group of its own means that the terminal's Ctrl-C reaches only this script, which then decides:
// npx, pnpm, make and the compiler end together, and nothing goes on in the background.
import { spawn } from 'node:child_process';

const patienceMs = 5_000;

const signalGroup = (pid, name) => {
  try {
    process.kill(-pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
};

/** SIGINT first, so that turbo ends its own groups; SIGKILL for what is still there afterwards. */
const endGroup = (child) => {
  signalGroup(child.pid, 'SIGINT');
  const last = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), patienceMs);
  child.once('close', () => clearTimeout(last));
};

/**
 * Resolves with `{ code, signal }` when the command has ended and its output is read.
 * Rejects with the reason of `signal` when that was aborted, after the group has ended.
 */
export const runChild = (command, args, { signal, onOutput, ...options }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stdio = onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, { stdio, ...options, detached: true });
    const interrupt = () => endGroup(child);
    signal.addEventListener('abort', interrupt, { once: true });
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    child.once('error', reject);
    child.once('close', (code, signalName) => {
      signal.removeEventListener('abort', interrupt);
      if (signal.aborted) reject(signal.reason);
      else resolve({ code, signal: signalName });
    });
  });
