// Starts the program of a fork server, with the flags that its children need.
import { AF_UNIX, SOCK_SEQPACKET, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { workerEnded } from '../strategy/worker.js';
import type { ProcessOrder } from './process-messages.js';
import { ReadableWatch } from './readable-watch.js';
import { onKillError, startProgram } from './start-program.js';
import type { StartedProgram } from './start-program.js';

const FLAGS = [
  // These disable V8's helper threads, which a forked child would lack when it collects garbage.
  '--single-threaded',
  '--v8-pool-size=0',
  // These make V8 compile functions before their first call and keep the code, so that no child compiles them again.
  '--no-flush-bytecode',
  '--no-lazy',
];

/** A started fork server, with the control socket for requests and replies, and its watch. */
export interface StartedForkServer extends StartedProgram {
  readonly control: Socket;
  readonly watch: ReadableWatch;
}

/** The callbacks of the watch. */
export interface ForkServerListener {
  readonly onReadable: () => void;
  /** Called when a shortage prevents reading. */
  readonly onShortage: (error: unknown) => void;
}

/**
 * Starts a fork server. If it fails, it closes everything that it opened.
 * @throws the errors of `startProgram` and socketpair(2)
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
 * Kills the fork server, because it does not read its socket before it parks. Resolves with null when it has ended, or with
 * the error if it cannot be killed: it then ends after it has parked, because its socket is closed.
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
