// Starts one of the programs beside index.js in a process, and hears from it whether it can work.
import { ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { socketError } from '@fdset/posix';
import type { SocketError } from '@fdset/posix';
import type { Socket } from '@fdset/socket';
import { isShortage } from '../strategy/shortage.js';
import { workerEnded } from '../strategy/worker.js';
import { turnOfLoop } from '../worker/last-work.js';
import { fromUnusable } from '../worker/plain-error.js';
import { decodeStart } from './process-messages.js';
import type { ProcessOrder, StartOrder } from './process-messages.js';
import { Beginning } from './program-beginning.js';

// The flags of this process that its programs get as well, as Node's own forked programs do: all but those
// that say what this process runs. A program that ran that instead would start its own programs, and so on.

// With a value of their own, after `=` or as the next word.
const WITH_VALUE = new Set([
  '-e',
  '--eval',
  '-p',
  '-pe',
  '--print',
  '--input-type',
  '--inspect-port',
  '--debug-port',
  '--run',
  '--watch-path',
  '--experimental-sea-config',
]);
const ALONE = new Set(['-c', '--check', '-i', '--interactive', '--test', '--watch']);

/** The flags of `process.execArgv` for a program of its own; a debugger's port is this process's alone. */
export const inheritedFlags = (flags: readonly string[]): string[] => {
  const inherited: string[] = [];
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i] as string;
    // Node takes underscores for dashes.
    const [name = '', value] = flag
      .replace(/^--[^=]*/, (word) => word.replaceAll('_', '-'))
      .split('=', 2);
    if (WITH_VALUE.has(name)) i += value === undefined ? 1 : 0;
    else if (!ALONE.has(name) && !name.startsWith('--inspect')) inherited.push(flag);
  }
  return inherited;
};

// Where `stdio` below has Node's channel.
const NODE_CHANNEL_FD = 5;

/** What to start. */
export interface Program {
  readonly file: './process-main.js' | './fork-main.js';
  /** What to call it in an error. */
  readonly what: string;
  readonly flags: readonly string[];
  readonly start: ProcessOrder;
  /** Its descriptor 3; belongs to the program alone from now on. */
  readonly theirs: Socket;
  /** Its descriptor 4: the server's socket, with which handlers of datagrams answer; null for none. */
  readonly serverFd: number | null;
}

/** How a program ended; the error is there whatever the code. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly error: Error;
}

/** A program that was started. */
export interface StartedProgram {
  readonly child: ChildProcess;
  /** Resolves when it says that it can work; rejects with why not. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, or could not be started; never rejects. */
  readonly ended: Promise<ProgramEnd>;
}

/**
 * Starts a program, in a session of its own: a Ctrl-C is for the server, which decides what becomes of its
 * children. It does not keep this process alive.
 * @throws ERR_FDSET_WORKER_ENDED when something ran out, and it may be started later
 */
export const startProgram = (program: Program): StartedProgram => {
  const { what, start } = program;
  const child = startProcess(program);
  const beginning = beginningOf(child);
  const ended = whenEnded(child, what, beginning);
  const secret = randomUUID();
  const ready = whenReady(child, ended, secret);
  ready.finally(() => beginning?.stop()).catch(() => {});
  child.unref();
  // A child that could not be started, or ended at once, reports it by its exit.
  child.send({ start, secret } satisfies StartOrder, () => {});
  return { child, ready, ended };
};

const startProcess = (program: Program): ChildProcess => {
  const { what } = program;
  const { result: child, failure } = noting(() => forkNode(program));
  if (child.pid !== undefined || !isShortage(failure)) return child;
  child.on('error', () => {});
  throw workerEnded(`${what} could not be started (${failure?.code})`, failure);
};

const forkNode = ({ file, flags, theirs, serverFd }: Program): ChildProcess => {
  try {
    return fork(fileURLToPath(new URL(file, import.meta.url)), {
      detached: true,
      serialization: 'advanced',
      execArgv: [...inheritedFlags(process.execArgv), ...flags],
      stdio: ['ignore', 'inherit', 'inherit', theirs.fileno(), serverFd ?? 'ignore', 'ipc'],
    });
  } finally {
    theirs.close();
  }
};

// Node tells only later why a process could not be started, when whoever asked for it has to know already whether to ask again:
// it is what this method, which fork() calls, gives.
const noting = <Result>(action: () => Result): { result: Result; failure: SocketError | null } => {
  const methods = ChildProcess.prototype as unknown as {
    spawn: (this: unknown, options: unknown) => unknown;
  };
  const { spawn } = methods;
  let failure: SocketError | null = null;
  methods.spawn = function (options) {
    const status = spawn.call(this, options);
    if (typeof status === 'number' && status < 0) failure = socketError(status, 'spawn');
    return status;
  };
  try {
    return { result: action(), failure };
  } finally {
    methods.spawn = spawn;
  }
};

const whenReady = (
  child: ChildProcess,
  ended: Promise<ProgramEnd>,
  secret: string,
): Promise<void> =>
  new Promise((resolve, reject) => {
    child.on('message', (message: unknown) => {
      // Under --watch Node itself says over the same channel what was imported, and the handler's module may say anything.
      const said = decodeStart(message, secret);
      if (said === null) return;
      const { unusable } = said;
      if (child.connected) child.disconnect();
      if (unusable === null) resolve();
      else reject(fromUnusable(unusable));
    });
    void ended.then(({ error }) => reject(error));
  });

const whenEnded = (
  child: ChildProcess,
  what: string,
  beginning: Beginning | null,
): Promise<ProgramEnd> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : signal;
      const error =
        beginning?.isStuck === true ? unbegun(what) : workerEnded(`${what} ended (${how})`);
      void allHeard().then(() => resolve({ code, error }));
    });
    child.on('error', (error) => {
      // It was never started, and there will be no exit; any other error is told by one.
      if (child.pid === undefined) resolve({ code: null, error });
    });
  });

// What it said right before its end may still be on its way: libuv reaps all children that have ended whenever one
// has, and reads what they said in the next turn.
const allHeard = async (): Promise<void> => {
  await turnOfLoop();
  await turnOfLoop();
};

const beginningOf = (child: ChildProcess): Beginning | null =>
  child.pid === undefined
    ? null
    : new Beginning(child.pid, NODE_CHANNEL_FD, () => void child.kill('SIGKILL'));

const unbegun = (what: string): Error =>
  workerEnded(
    `${what} was ended: the kernel refused it a thread, which Node waits for`,
    socketError(-constants.errno.EAGAIN, 'clone'),
  );

/** Calls back with why a signal could not be sent: `kill` itself only says that it could not. */
export const onKillError = (child: ChildProcess, heard: (error: SocketError) => void): void => {
  child.on('error', ({ syscall, errno = 0 }: NodeJS.ErrnoException) => {
    if (syscall === 'kill') heard(socketError(errno, 'kill'));
  });
};
