// The lines of NODE_DEBUG=fdset about workers: in their server when they start and end, in themselves what they handle.
import { debugLine, debugMs, isDebugging } from '@fdset/posix';
import { nowMs } from '../basics.js';

/** What the lines of a worker show of it. */
interface ShownWorker {
  readonly id: number;
  readonly pid: number | undefined;
  readonly tid: number;
  readonly ready: Promise<void>;
}

/** Begins the lines of a worker; the returned function is called at its end. */
export const debugWorker = (worker: ShownWorker): ((error: Error | null) => void) => {
  if (!isDebugging) return () => {};
  const madeAt = nowMs();
  const name = `worker ${worker.id}`;
  const after = (): string => debugMs(nowMs() - madeAt);
  const where = (): string => (worker.pid === undefined ? 'a thread' : `process ${worker.pid}`);
  const onReady = (): void => debugLine(`${name}, ${where()}, is ready after ${after()}`);
  worker.ready.then(onReady, () => {});
  return (error) =>
    debugLine(
      `${name}, ${where()}, has ended after ${after()}${error ? `: ${error.message}` : ''}`,
    );
};

/** Returns an `onHandled` that writes the line of a request in its worker first. */
export const debugJob =
  <Failure, Times extends { readonly busyMs: number }>(
    id: number,
    onHandled: (failure: Failure | null, times: Times) => void,
  ): ((failure: Failure | null, times: Times) => void) =>
  (failure, times) => {
    const how = failure === null ? '' : ', with an error';
    debugLine(`handled request ${id} in ${debugMs(times.busyMs)}${how}`);
    onHandled(failure, times);
  };
