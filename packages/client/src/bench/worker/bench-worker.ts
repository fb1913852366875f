// The program of a thread of the generator, a bundled file of its own: the command starts it as a worker.
import { parentPort, workerData } from 'node:worker_threads';
import type { LoadPlan, Share } from '../load-plan.js';
import { LoadControl } from '../measure/load-control.js';
import { ThreadBoard } from '../measure/thread-board.js';
import type { ThreadFailures } from './error-counts.js';
import { LoadFailure } from './load-failure.js';
import type { FailureMessage } from './load-failure.js';
import { LoadThread } from './load-thread.js';
import { TlsThread } from './tls-thread.js';

/** What a thread gets. */
export interface ThreadData {
  readonly plan: LoadPlan;
  readonly board: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
  readonly share: Share;
}

/** What a thread says. */
export type ThreadMessage =
  { readonly kind: 'ready' } | ({ readonly kind: 'done' } & ThreadFailures) | FailureMessage;

const { plan, board, control, share } = workerData as ThreadData;
const say = (message: ThreadMessage): void => parentPort?.postMessage(message);

const Thread = plan.tls === null ? LoadThread : TlsThread;
try {
  const thread = new Thread(plan, new ThreadBoard(board), new LoadControl(control), share);
  say({ kind: 'done', ...(await thread.run(() => say({ kind: 'ready' }))) });
} catch (error) {
  if (!(error instanceof LoadFailure)) throw error;
  say(error.toMessage());
}
