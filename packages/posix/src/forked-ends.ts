// How a child of fork(2) ends. Node's own way out joins the helper threads of V8 and libuv, which a child does not have: it
// waits for ever, or dies of SIGSEGV, since the C library gave the memory of those threads away at the fork.
//
// All ways lead through one of these four. They are laid in the fork server, once, and every child inherits them.
import { inspect } from 'node:util';
import { write } from './io.js';
import { _exit, watchLoopEnd } from './process.js';

type Emit = (name: string, ...args: unknown[]) => boolean;
type Fatal = (error: unknown, fromPromise: boolean) => unknown;

interface Ends {
  emit: Emit;
  reallyExit: (code?: unknown) => void;
  /** What Node calls for every error that nobody caught; what it throws ends the process. */
  _fatalException: Fatal;
}

const FAILED = 1;
/** Node's own code where a listener of `uncaughtException` throws. */
const FAILED_AGAIN = 7;

const ends = process as unknown as Ends;
// A module that is loaded later may replace them, and a process has to end all the same.
const exit = process.exit.bind(process);
const listenerCount = process.listenerCount.bind(process);
const hasCapture = process.hasUncaughtExceptionCaptureCallback.bind(process);

/** Lets this process, and whatever is forked from it, end without Node's helper threads. Gives what takes it back. */
export function endWithoutThreads(): () => void {
  const own = Object.getOwnPropertyDescriptors(ends);
  const emit = ends.emit.bind(process);
  const fatal = ends._fatalException.bind(process);
  endWithLoop();
  Object.assign(ends, {
    reallyExit: (code?: unknown) => _exit(toStatus(code)),
    emit: (...args: Parameters<Emit>) => emitAndEnd(emit, args),
    _fatalException: (...args: Parameters<Fatal>) => hearOrEnd(fatal, args),
  });
  return () => {
    if (own.emit === undefined) delete (ends as Partial<Ends>).emit;
    else Object.defineProperty(ends, 'emit', own.emit);
    Object.assign(ends, { reallyExit: own.reallyExit.value, _fatalException: fatal });
  };
}

/** Any number is one of 8 bits to whoever waits for the process. */
const toStatus = (code: unknown): number => Number(code ?? 0) & 0xff;

// The last thing that Node does in JavaScript, when all listeners were called.
const emitAndEnd = (emit: Emit, args: Parameters<Emit>): boolean => {
  const result = emit(...args);
  if (args[0] === 'exit') _exit(toStatus(process.exitCode ?? args[1]));
  return result;
};

const hearOrEnd = (fatal: Fatal, args: Parameters<Fatal>): unknown => {
  try {
    const isHeard = listenerCount('uncaughtException') > 0 || hasCapture();
    if (isHeard && fatal(...args)) return true;
    print(args[0]);
    return exit(FAILED);
  } catch (thrown) {
    print(thrown);
    return _exit(FAILED_AGAIN);
  }
};

const print = (error: unknown): void => {
  try {
    write(2, Buffer.from(`Uncaught ${inspect(error)}\n`));
  } catch {
    // It cannot be shown, or nobody reads it.
  }
};

let isWatched = false;

// As in Node, a listener of `beforeExit` may begin something new.
const endWithLoop = (): void => {
  if (isWatched) return;
  isWatched = true;
  watchLoopEnd((times) => {
    if (times > 1) exit();
    process.emit('beforeExit', Number(process.exitCode ?? 0));
  });
};
