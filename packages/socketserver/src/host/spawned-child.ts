// A child that is a Node process of its own from the start: works everywhere, and costs some 50 ms.
import type { Socket } from '@fdset/socket';
import type { Child } from './child.js';
import type { ProcessOrder } from './process-messages.js';
import { onKillError, startProgram } from './start-program.js';

/** Starts a child with the socket to its host, which is then the child's alone. */
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
