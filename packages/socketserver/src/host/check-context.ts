// A server's context is copied to where its handlers run: better refused when the server is made than when
// the first host starts.
import { deserialize, serialize } from 'node:v8';
import { argTypeError } from '@fdset/posix';
import { isError } from '../is-error.js';

/**
 * Whether a context reaches its handlers.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkContext = (context: unknown, host: 'thread' | 'process'): void => {
  try {
    if (host === 'thread') structuredClone(context);
    else deserialize(serialize(context)); // A WebAssembly.Module is written, and cannot be read.
  } catch (cause) {
    const why = isError(cause) ? cause.message : String(cause);
    const hint =
      host === 'process' && why.includes('SharedArrayBuffer')
        ? ': memory cannot be shared with a process, use threads for that'
        : '';
    const error = argTypeError(`the context cannot be copied to a ${host} (${why})${hint}`);
    error.cause = cause;
    throw error;
  }
};
