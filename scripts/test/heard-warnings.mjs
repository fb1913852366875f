// Hears what Node warns of while a test runs, such as a leak of listeners.
import { onTestFinished } from 'vitest';

/** The names of this process's warnings from now on. */
export const heardWarnings = () => {
  const heard = [];
  const onWarning = ({ name }) => void heard.push(name);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  return heard;
};

/** A warning is emitted in a later turn than its cause. */
export const someTurns = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
};
