// The frame of every entry script: runs it, and turns whatever ends it into an exit code and at
// most one line. Only an error that nobody foresaw shows its stack.
import { Interrupted, listenForInterrupt } from './interrupt.mjs';
import { SetUpError } from './set-up-error.mjs';
import { sayError } from './progress.mjs';

const exitCodeOf = (error) => {
  if (error instanceof Interrupted) {
    sayError(error.message);
    return error.exitCode;
  }
  if (error instanceof SetUpError) sayError(error.message);
  else sayError(error.stack);
  return 1;
};

/** `main(interrupt)` resolves with the exit code. */
export const runEntry = async (main) => {
  const interrupt = listenForInterrupt();
  try {
    process.exitCode = await main(interrupt);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  } finally {
    interrupt.stop();
  }
};
