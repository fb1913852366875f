// What a worker and its server say to each other: a port of their own, which the handler's module cannot get at. What
// that module says over parentPort nobody hears.
import type { MessagePort } from 'node:worker_threads';
import type { HostOrder } from './host-start.js';
import { ownField } from './own-field.js';
import { readPlainError } from './plain-error.js';
import type { PlainError } from './plain-error.js';

/** What a worker is started with. */
export interface ThreadData extends HostOrder {
  readonly memory: SharedArrayBuffer;
  /** One number: not 0 when the serving thread wants to be told of every end. */
  readonly wanted: ArrayBufferLike;
  /** The worker's end of the port. */
  readonly port: MessagePort;
}

/** What a worker says. */
export type ThreadMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly error: PlainError }
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly error: PlainError };

/** A received message; null when it is none of these. */
export const readThreadMessage = (received: unknown): ThreadMessage | null => {
  const type = ownField(received, 'type');
  if (type === 'ready' || type === 'ended') return { type };
  const error = readPlainError(ownField(received, 'error'));
  if (error === null || (type !== 'failed' && type !== 'unusable')) return null;
  return { type, error };
};
