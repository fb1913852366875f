// A view that lost its memory looks like an empty one: receiving 0 bytes would be mistaken for the end of a stream, and data to
// send would be silently lost.
import { types } from 'node:util';
import { argTypeError } from './misuse.js';

/**
 * Refuses a typed array or a DataView whose buffer was transferred, or was shrunk so that the view no longer fits.
 * Only views that seem to be empty need this check.
 *
 * @param what - the name of the view in the message: `'the buffer'`.
 * @throws TypeError `ERR_FDSET_INVALID_ARG_TYPE`, also for a value that is no view.
 */
export function checkMemory(view: NodeJS.ArrayBufferView, what: string): void {
  if (hasMemory(view)) return;
  if (typeof what !== 'string') throw argTypeError('what names the view must be a string');
  throw argTypeError(
    `${what} must be a view of memory that is there: its ArrayBuffer was transferred (detached) or shrunk`,
  );
}

function hasMemory(view: NodeJS.ArrayBufferView): boolean {
  try {
    if (types.isDataView(view)) return view.byteLength >= 0;
    // The engine throws for both kinds of lost memory, and for a value that is no typed array.
    Uint8Array.prototype.at.call(view as Uint8Array, 0);
    return true;
  } catch {
    return false;
  }
}
