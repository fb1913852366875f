// Starts the program of a fork server, with what it needs for its children to work.
import { AF_UNIX, SOCK_SEQPACKET, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { ProcessStart } from './process-messages.js';
import { startProgram } from './start-program.js';
import type { StartedProgram } from './start-program.js';

const FLAGS = [
  // No helper threads of V8: they would be missing in a child that collects garbage.
  '--single-threaded',
  '--v8-pool-size=0',
  // What was compiled once, ahead even of its first call, need not be compiled by every child.
  '--no-flush-bytecode',
  '--no-lazy',
];

/** The program, and the socket over which it is asked for children. */
export interface StartedForkServer extends StartedProgram {
  readonly control: Socket;
}

/**
 * Starts one; nothing is left of one that could not be started.
 * @throws what `startProgram` and socketpair(2) throw
 */
export const startForkServer = (
  start: ProcessStart,
  serverFd: number | null,
): StartedForkServer => {
  const [control, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET);
  try {
    control.setblocking(false);
    const what = 'fork server';
    const program = {
      file: './fork-main.js',
      what,
      flags: FLAGS,
      start,
      theirs,
      serverFd,
    } as const;
    return { ...startProgram(program), control };
  } catch (error) {
    control.close();
    throw error;
  }
};
