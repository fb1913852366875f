// A child process as its worker sees it. It is either a Node process of its own (spawnChild here) or was forked by the fork
// server (forked-child.ts).
import type { Socket } from '@fdset/socket';
import type { ProcessOrder } from './process-messages.js';
import { onKillError, startProgram } from './start-program.js';

/** How a child ended. */
export interface ChildEnd {
  /** The exit code; null when a signal ended it, when the code is unknown, and when the process was never started. */
  readonly code: number | null;
  /** The error to report; null when the exit code is 0. */
  readonly error: Error | null;
  /** True when the child may still run, because it cannot be ended or watched; `error` tells why. */
  readonly isLost?: boolean;
}

/** A child process. */
export interface Child {
  /** Undefined until it has been started. */
  readonly pid: number | undefined;
  /** Resolves when it is ready for jobs; rejects with the reason if it cannot be. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, or could not be started; never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Sends a signal. Returns false when it cannot be sent, or the child has ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): boolean;
  /** Why the last signal could not be sent, if `ended` does not report it. */
  readonly killError?: Error | null;
}

/**
 * Starts a child as a Node process of its own, which works everywhere and takes some 50 ms. The child alone owns `theirs`,
 * its end of the channel, afterwards.
 */
export const spawnChild = (start: ProcessOrder, serverFd: number | null, theirs: Socket): Child => {
  const { child, ready, ended } = startProgram({
    file: './process-main.js',
    what: 'process of the handler',
    flags: [],
    start,
    theirs,
    serverFd,
  });
  let killError: Error | null = null;
  onKillError(child, (error) => (killError = error));
  return {
    get pid() {
      return child.pid;
    },
    get killError() {
      return killError;
    },
    ready,
    ended: ended.then(({ code, error }) => ({ code, error: code === 0 ? null : error })),
    kill: (signal) => child.kill(signal),
  };
};
