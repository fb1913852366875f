// The frame of every entry script: runs it, and turns whatever ends it into an exit code and at
// most one line. Only an error that nobody foresaw shows its stack.
import { Interrupted, listenForInterrupt } from './interrupt.mjs';
import { SetUpError } from './set-up-error.mjs';
import { sayError } from './say.mjs';

const exitCodeOf = (error) => {
  if (error instanceof Interrupted) {
    sayError(error.message);
    return error.exitCode;
  }
  if (error instanceof SetUpError) sayError(error.message);
  else sayError(error.stack);
  return 1;
};

// Whoever read our output may have seen enough (`npm test | head`): the work goes on, and its exit code is right.
const outliveReaders = () => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
};

/** `main(interrupt)` resolves with the exit code. */
export const runEntry = async (main) => {
  outliveReaders();
  const interrupt = listenForInterrupt();
  try {
    process.exitCode = await main(interrupt);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  } finally {
    interrupt.stop();
  }
};
