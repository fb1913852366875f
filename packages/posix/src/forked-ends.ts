// How a child of fork(2) ends. Node's own exit joins the helper threads of V8 and libuv, which a child does not have. The exit
// waits for ever, or dies of SIGSEGV, because the C library released the memory of those threads at the fork.
//
// Every end of a process goes through one of four hooks. The fork server installs them once, and every child inherits them.
import { inspect } from 'node:util';
import { write } from './io.js';
import { _exit, watchLoopEnd } from './process.js';

type Emit = (name: string, ...args: unknown[]) => boolean;
type Fatal = (error: unknown, fromPromise: boolean) => unknown;

interface Ends {
  emit: Emit;
  reallyExit: (code?: unknown) => void;
  /** Node calls it for every uncaught error; an error that it throws ends the process. */
  _fatalException: Fatal;
}

const FAILED = 1;
/** Node's exit code if a listener of `uncaughtException` throws. */
const FAILED_AGAIN = 7;

const ends = process as unknown as Ends;
// These are the original functions, because a module that is loaded later may replace them.
const exit = process.exit.bind(process);
const listenerCount = process.listenerCount.bind(process);
const hasCapture = process.hasUncaughtExceptionCaptureCallback.bind(process);

/** Makes this process and all that are forked from it end without Node's helper threads. Returns a function that undoes it. */
export function endWithoutThreads(): () => void {
  const own = Object.getOwnPropertyDescriptors(ends);
  const emit = ends.emit.bind(process);
  const fatal = ends._fatalException.bind(process);
  endWithLoop();
  Object.assign(ends, {
    reallyExit: (code?: unknown) => _exit(toStatus(code)),
    emit: (...args: Parameters<Emit>) => emitAndEnd(emit, args),
    _fatalException: (...args: Parameters<Fatal>) => handleOrEnd(fatal, args),
  });
  return () => {
    if (own.emit === undefined) delete (ends as Partial<Ends>).emit;
    else Object.defineProperty(ends, 'emit', own.emit);
    Object.assign(ends, { reallyExit: own.reallyExit.value, _fatalException: fatal });
  };
}

/** An exit status has 8 bits for the process that waits for it. */
const toStatus = (code: unknown): number => Number(code ?? 0) & 0xff;

// Emitting 'exit' is the last thing that Node does in JavaScript; all listeners have run afterwards.
const emitAndEnd = (emit: Emit, args: Parameters<Emit>): boolean => {
  const result = emit(...args);
  if (args[0] === 'exit') _exit(toStatus(process.exitCode ?? args[1]));
  return result;
};

const handleOrEnd = (fatal: Fatal, args: Parameters<Fatal>): unknown => {
  try {
    const isHandled = listenerCount('uncaughtException') > 0 || hasCapture();
    if (isHandled && fatal(...args)) return true;
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
    // The error cannot be shown, or stderr has no reader.
  }
};

let isWatched = false;

// As in Node, a listener of `beforeExit` may begin new work.
const endWithLoop = (): void => {
  if (isWatched) return;
  isWatched = true;
  watchLoopEnd((times) => {
    if (times > 1) exit();
    process.emit('beforeExit', Number(process.exitCode ?? 0));
  });
};
