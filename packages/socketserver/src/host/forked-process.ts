// What Node believes of itself, and a forked child must not: its process id, that nobody else has its
// random numbers, and that it can end as Node ends. All of it is put right before the fork, once.
import { _exit, getpid, watchLoopEnd } from '@fdset/posix';
import { printLine } from '../print-line.js';
import { shown } from '../shown.js';
import { endProcess } from './end-process.js';
import { forgetRandomNumbers } from './own-random-numbers.js';

/** Immediately before the process becomes a fork server: from here on it is what its children shall be. */
export const prepareToFork = (): void => {
  Object.defineProperty(process, 'pid', { get: getpid, configurable: true, enumerable: true });
  forgetRandomNumbers();
  endWithoutNode();
  endWithLoop();
  process.on('uncaughtException', (error) => {
    // The handler's own listener decides, as it would in any process.
    if (process.listenerCount('uncaughtException') > 1) return;
    printLine(`Uncaught ${shown(error)}`);
    endProcess(1);
  });
};

/** Ends a child that has nothing left to do. */
export const endAtOnce = (): void => {
  if (process.listenerCount('exit') > 0) endProcess();
  _exit(Number(process.exitCode ?? 0));
};

// Node's own way out joins threads and awaits tasks of theirs, which a child does not have: it would wait
// for ever. All ways lead through one of these three, and what had to be flushed was written at once
// (host-console.ts).
const endWithoutNode = (): void => {
  const emit = process.emit.bind(process) as (...args: unknown[]) => boolean;
  Object.assign(process, { reallyExit: (code?: number) => _exit(code ?? 0) });
  process.emit = ((...args: unknown[]): boolean => {
    const result = emit(...args);
    if (args[0] === 'exit') _exit(Number(process.exitCode ?? args[1] ?? 0));
    return result;
  }) as typeof process.emit;
};

// As in Node, a listener of `beforeExit` may begin something new.
const endWithLoop = (): void => {
  watchLoopEnd((times) => {
    if (times > 1) endProcess();
    process.emit('beforeExit', Number(process.exitCode ?? 0));
  });
};
