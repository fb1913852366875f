// A server's context is copied to where its handlers run: better refused when the server is made than when
// the first host starts.
import { serialize } from 'node:v8';
import { argTypeError } from '@fdset/posix';

/**
 * Whether a context reaches its handlers.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkContext = (context: unknown, host: 'thread' | 'process'): void => {
  try {
    if (host === 'thread') structuredClone(context);
    else serialize(context);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const hint =
      host === 'process' && /SharedArrayBuffer|could not be cloned/.test(why)
        ? ': memory cannot be shared with a process, use threads for that'
        : '';
    const error = argTypeError(`the context cannot be copied to a ${host} (${why})${hint}`);
    error.cause = cause;
    throw error;
  }
};
