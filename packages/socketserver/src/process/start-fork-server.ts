// Starts the program of a fork server, with what it needs for its children to work.
import { AF_UNIX, SOCK_SEQPACKET, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { workerEnded } from '../strategy/worker.js';
import type { ProcessOrder } from './process-messages.js';
import { ReadableWatch } from './readable-watch.js';
import { onKillError, startProgram } from './start-program.js';
import type { StartedProgram } from './start-program.js';

const FLAGS = [
  // No helper threads of V8: they would be missing in a child that collects garbage.
  '--single-threaded',
  '--v8-pool-size=0',
  // What was compiled once, ahead even of its first call, need not be compiled by every child.
  '--no-flush-bytecode',
  '--no-lazy',
];

/** The program, and the socket over which it is asked for children, watched for what it says. */
export interface StartedForkServer extends StartedProgram {
  readonly control: Socket;
  readonly watch: ReadableWatch;
}

/** What is told of it. */
export interface ForkServerListener {
  readonly onReadable: () => void;
  /** That something ran out, and it cannot be heard for now. */
  readonly onShortage: (error: unknown) => void;
}

/**
 * Starts one; nothing is left of one that could not be started.
 * @throws what `startProgram` and socketpair(2) throw
 */
export const startForkServer = (
  start: ProcessOrder,
  serverFd: number | null,
  { onReadable, onShortage }: ForkServerListener,
): StartedForkServer => {
  const [control, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET);
  let watched: ReadableWatch | null = null;
  try {
    watched = new ReadableWatch(control, onReadable, onShortage);
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
    return { ...startProgram(program), control, watch: watched };
  } catch (error) {
    watched?.stop();
    for (const socket of [control, theirs]) socket.close();
    throw error;
  }
};

/**
 * Kills it, which until it parks does not look at its socket; resolves when it has ended, or with why it cannot be killed: then it
 * ends when it has parked, and its socket is closed.
 */
export const killForkServer = async ({
  child,
  ended,
}: StartedForkServer): Promise<Error | null> => {
  const unkilled = new Promise<Error>((resolve) => onKillError(child, resolve));
  child.kill('SIGKILL');
  const cause = await Promise.race([ended.then(() => null), unkilled]);
  return cause === null ? null : workerEnded('fork server could not be ended', cause);
};
