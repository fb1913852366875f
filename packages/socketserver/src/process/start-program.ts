// Starts one of the programs beside index.js in a process, and receives from it whether it is ready.
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
import { BeginningWatch } from './program-beginning.js';

// Programs get the flags of this process, as with Node's own fork(), except those that say what this process runs. A program
// that ran the same would start further programs, and so on.

// These flags have a value, after `=` or as the next word.
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
const WITHOUT_VALUE = new Set(['-c', '--check', '-i', '--interactive', '--test', '--watch']);

/** The flags of `process.execArgv` that a program inherits. It does not inherit a debugger's port, which only one process can use. */
export const inheritedFlags = (flags: readonly string[]): string[] => {
  const inherited: string[] = [];
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i] as string;
    // Node treats underscores in flags as dashes.
    const [name = '', value] = flag
      .replace(/^--[^=]*/, (word) => word.replaceAll('_', '-'))
      .split('=', 2);
    if (WITH_VALUE.has(name)) i += value === undefined ? 1 : 0;
    else if (!WITHOUT_VALUE.has(name) && !name.startsWith('--inspect')) inherited.push(flag);
  }
  return inherited;
};

// The position of Node's channel in `stdio` below.
const NODE_CHANNEL_FD = 5;

/** A program to start. */
export interface Program {
  readonly file: './process-main.js' | './fork-main.js';
  /** The name of the program in errors. */
  readonly what: string;
  readonly flags: readonly string[];
  readonly start: ProcessOrder;
  /** The socket for its descriptor 3; the program alone owns it afterwards. */
  readonly theirs: Socket;
  /** Its descriptor 4: the server's socket, over which handlers of datagrams answer; null for none. */
  readonly serverFd: number | null;
}

/** How a program ended. The error is set whatever the code is. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly error: Error;
}

/** A program that was started. */
export interface StartedProgram {
  readonly child: ChildProcess;
  /** Resolves when the program reports that it is ready; rejects with the reason if it cannot be. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, or could not be started; never rejects. */
  readonly ended: Promise<ProgramEnd>;
}

/**
 * Starts a program in a session of its own, so that a Ctrl-C reaches only the server, which ends its children itself. The
 * program does not keep this process alive.
 * @throws ERR_FDSET_WORKER_ENDED at a shortage, after which a later try may succeed
 */
export const startProgram = (program: Program): StartedProgram => {
  const { what, start } = program;
  const child = startProcess(program);
  const beginning = watchBeginning(child);
  const ended = whenEnded(child, what, beginning);
  const secret = randomUUID();
  const ready = whenReady(child, ended, secret);
  ready.finally(() => beginning?.stop()).catch(() => {});
  child.unref();
  // The callback ignores errors: a child that could not be started, or ended at once, reports it by its exit.
  child.send({ start, secret } satisfies StartOrder, () => {});
  return { child, ready, ended };
};

const startProcess = (program: Program): ChildProcess => {
  const { what } = program;
  const { result: child, failure } = captureSpawnError(() => forkNode(program));
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

// Node reports only later why a process could not be started, but the caller must know at once whether to try again. The
// return value of this method, which fork() calls, tells the reason.
const captureSpawnError = <Result>(
  action: () => Result,
): { result: Result; failure: SocketError | null } => {
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
      // With --watch Node itself reports imported files over this channel, and the handler's module may send any message.
      const answer = decodeStart(message, secret);
      if (answer === null) return;
      const { unusable } = answer;
      if (child.connected) child.disconnect();
      if (unusable === null) resolve();
      else reject(fromUnusable(unusable));
    });
    void ended.then(({ error }) => reject(error));
  });

const whenEnded = (
  child: ChildProcess,
  what: string,
  beginning: BeginningWatch | null,
): Promise<ProgramEnd> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : signal;
      const error =
        beginning?.isStuck === true ? stuckError(what) : workerEnded(`${what} ended (${how})`);
      void allReceived().then(() => resolve({ code, error }));
    });
    child.on('error', (error) => {
      // A program that was never started has no 'exit' event; after any other error there is one.
      if (child.pid === undefined) resolve({ code: null, error });
    });
  });

// Messages that the program sent right before its end may not have been read yet: libuv reaps all children that have ended
// as soon as one has, and reads their messages in the next turn.
const allReceived = async (): Promise<void> => {
  await turnOfLoop();
  await turnOfLoop();
};

const watchBeginning = (child: ChildProcess): BeginningWatch | null =>
  child.pid === undefined
    ? null
    : new BeginningWatch(child.pid, NODE_CHANNEL_FD, () => void child.kill('SIGKILL'));

const stuckError = (what: string): Error =>
  workerEnded(
    `${what} was ended: the kernel refused it a thread, which Node waits for`,
    socketError(-constants.errno.EAGAIN, 'clone'),
  );

/** Calls back with the error when a signal could not be sent; `kill` itself returns only false. */
export const onKillError = (child: ChildProcess, callback: (error: SocketError) => void): void => {
  child.on('error', ({ syscall, errno = 0 }: NodeJS.ErrnoException) => {
    if (syscall === 'kill') callback(socketError(errno, 'kill'));
  });
};
