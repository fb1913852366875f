// Runs something that starts children. SIGINT, SIGTERM and SIGHUP end it early; in any case no child is left behind (children.ts).
import { hearSignals } from '@fdset/socket';
import { UserError } from '../user-error.js';
import { Children } from './children.js';

const stopSignals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type StopSignalName = keyof typeof stopSignals;

/** Runs a tour and returns the exit code: 0, or 128 + the number of the signal that ended it. */
export async function runTour(
  name: string,
  take: (children: Children) => Promise<void>,
): Promise<number> {
  const children = new Children();
  const { interrupted, unhear } = hearStopSignals();
  const tour = take(children).then(() => undefined);
  try {
    const signal = await Promise.race([tour, interrupted]);
    return signal === undefined ? 0 : endedBy(signal);
  } catch (error) {
    // Ctrl-C on a terminal also reaches the children, and the end of a child may be noticed before this process handles its own
    // signal. The kernel signals the whole group before it reports the end of a child, so the signal is pending when all have ended.
    await children.stopAll();
    await hearSignals();
    const signal = await Promise.race([interrupted, Promise.resolve()]);
    if (signal !== undefined) return endedBy(signal);
    if (error instanceof UserError) throw error;
    throw new UserError(`${name} failed: ${(children.failure ?? (error as Error)).message}`);
  } finally {
    await children.stopAll();
    unhear();
  }
}

interface StopSignals {
  readonly interrupted: Promise<StopSignalName>;
  /** Gives the signals their previous effect back. */
  readonly unhear: () => void;
}

function hearStopSignals(): StopSignals {
  const names = Object.keys(stopSignals) as StopSignalName[];
  let hear: (name: StopSignalName) => void = () => {};
  const interrupted = new Promise<StopSignalName>((resolve) => (hear = resolve));
  for (const name of names) process.once(name, hear);
  const unhear = (): void => {
    for (const name of names) process.off(name, hear);
  };
  return { interrupted, unhear };
}

function endedBy(signal: StopSignalName): number {
  process.stderr.write(`\nstopped by ${signal}\n`);
  return stopSignals[signal];
}
