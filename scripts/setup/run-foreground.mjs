// Runs a program that owns the terminal: it shares this script's process group and stdio, and this
// script ends as it ends.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

// A terminal sends SIGINT to the whole group, so the program usually has it already, and passing it
// on at once would be a second Ctrl-C. Whoever signals only this process is served after this time.
const interruptGraceMs = 200;

const forwardSignals = (child) => {
  const onTerminate = (name) => child.kill(name);
  const onInterrupt = () => setTimeout(() => child.kill('SIGINT'), interruptGraceMs).unref();
  process.on('SIGTERM', onTerminate).on('SIGHUP', onTerminate).on('SIGINT', onInterrupt);
  return () => {
    process.off('SIGTERM', onTerminate).off('SIGHUP', onTerminate).off('SIGINT', onInterrupt);
  };
};

/** Resolves with the program's exit code, or 128 + N when signal N ended it. */
export const runForeground = (command, args, options) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    const stopForwarding = forwardSignals(child);
    child.once('error', reject);
    child.once('close', (code, signalName) => {
      stopForwarding();
      resolve(code ?? 128 + constants.signals[signalName]);
    });
  });
