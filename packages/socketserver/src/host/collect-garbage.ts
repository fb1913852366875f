// Collects garbage and sweeps, which a process would otherwise do on its next allocations.
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// As with --expose-gc, which would be seen by the handler; a flag at the start would also cost Node the code that it has
// cached of its modules.
const exposed = (): (() => void) | undefined => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('globalThis.gc') as (() => void) | undefined;
  setFlagsFromString('--no-expose-gc');
  return gc;
};

/** Does all of it now: V8 ends its sweeping before it counts code. */
export const collectGarbage = (): void => {
  const collect = globalThis.gc ?? exposed();
  collect?.();
  getHeapCodeStatistics();
};
