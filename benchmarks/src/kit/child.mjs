// Child processes of a trial. Each leads its own process group, so Ctrl-C reaches only the harness, which then ends all of
// them. They also end however the harness itself ends.
import { spawn } from 'node:child_process';

const running = new Set();

const kill = (child) => {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
};

process.on('exit', () => {
  for (const child of running) kill(child);
});

/** Starts a command. Returns `{ child, closed, stop, errors }`; `closed` resolves with `{ code, signal }`. */
export const startChild = ([command, ...args], { signal }) => {
  signal.throwIfAborted();
  const stdio = ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, { stdio, detached: true });
  running.add(child);
  const stderr = [];
  child.stderr.on('data', (chunk) => stderr.push(chunk));
  const abort = () => kill(child);
  signal.addEventListener('abort', abort, { once: true });
  const closed = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signalName) => resolve({ code, signal: signalName }));
  }).finally(() => {
    running.delete(child);
    signal.removeEventListener('abort', abort);
  });
  closed.catch(() => {});
  const stop = async () => {
    if (child.pid !== undefined) kill(child);
    await closed;
  };
  return { child, closed, stop, errors: () => Buffer.concat(stderr).toString().trim() };
};

/**
 * Runs a command to its end and returns its standard output. The error of a failure carries its stderr; `exitCodes` are those that
 * are none.
 */
export const runToEnd = async (command, options) => {
  const { child, closed, errors } = startChild(command, options);
  const stdout = [];
  child.stdout.on('data', (chunk) => stdout.push(chunk));
  const { code, signal } = await closed;
  options.signal.throwIfAborted();
  if ((options.exitCodes ?? [0]).includes(code)) return Buffer.concat(stdout).toString();
  throw new Error(`${command.join(' ')}: ${signal ?? `exit code ${code}`}\n${errors()}`);
};
