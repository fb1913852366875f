// A child process as its worker sees it, however it was started: spawned-child.ts and forked-child.ts.
import type { Socket } from '@fdset/socket';
import type { ProcessOrder } from './process-messages.js';
import { onKillError, startProgram } from './start-program.js';

/** How a child ended. */
export interface ChildEnd {
  /** Null when it was ended by a signal, when nobody knows, and when it never was. */
  readonly code: number | null;
  /** What to report; null when it ended with 0. */
  readonly error: Error | null;
  /** It may live on: it cannot be ended or watched, and `error` says why. */
  readonly isLost?: boolean;
}

/** A child process. */
export interface Child {
  /** Undefined until it has been started. */
  readonly pid: number | undefined;
  /** Resolves when it can work; rejects with why not. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, or could not be started; never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Does nothing once it has ended. False when it cannot be killed from here, or has ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): boolean;
  /** Why the last signal could not be sent, where `ended` does not tell it. */
  readonly killError?: Error | null;
}

// A child that is a Node process of its own from the start: works everywhere, and costs some 50 ms.

/** Starts a child with the socket to its worker, which is then the child's alone. */
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
