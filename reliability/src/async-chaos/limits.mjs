// The limits of random operations, and the errors that are expected of an operation.
import * as posix from '@fdset/posix';

const reasons = [
  () => undefined,
  () => new Error('enough'),
  () => 'a text',
  () => new DOMException('late', 'TimeoutError'),
];

const moments = [
  (abort) => abort(),
  (abort) => queueMicrotask(abort),
  (abort) => process.nextTick(abort),
  (abort) => setImmediate(() => abort()),
  (abort) => setImmediate(() => setImmediate(() => abort())),
  (abort, chance) => setTimeout(() => abort(), chance.below(4)),
];

/** Options for a call: most have none, some a signal that is aborted at a random moment, some a time limit. */
export function someLimits(chance) {
  const kind = chance.below(8);
  if (kind === 0) return { timeoutMs: chance.below(5) };
  if (kind > 2) return {};
  const controller = new AbortController();
  const reason = chance.of(reasons)();
  chance.of(moments)(() => controller.abort(reason), chance);
  return { signal: controller.signal };
}

const isAbort = (error, signal) =>
  signal?.aborted === true &&
  (error === signal.reason || (error?.name === 'AbortError' && error.cause === signal.reason));

const isTimeout = (error, timeoutMs) =>
  timeoutMs !== undefined && error instanceof posix.SocketTimeoutError && hasNames(error);

/** Whether an error has a code and the name of a call, as those of the system do. */
export const hasNames = ({ code, syscall }) =>
  /^E[A-Z0-9]+$/.test(code ?? '') && /^[a-z]/i.test(syscall ?? '');

/** Whether the caller's own limits have ended the operation. */
export const isGivenUp = (error, { signal, timeoutMs }) =>
  isAbort(error, signal) || isTimeout(error, timeoutMs);
