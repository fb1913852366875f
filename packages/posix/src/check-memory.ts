// Views that lost their memory look like empty ones: 0 bytes received would pass for the end of a stream, and
// what was to be sent would be lost without a word.
import { types } from 'node:util';
import { argTypeError } from './misuse.js';

/**
 * Refuses a typed array or a DataView whose buffer was transferred, or was shrunk until the view no longer fits.
 * Worth the question only for one that seems to be empty.
 *
 * @param what - names it in the message: `'the buffer'`.
 * @throws TypeError `ERR_FDSET_INVALID_ARG_TYPE`, for what is no view as well.
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
    // The engine refuses both kinds of lost memory, and whatever is no typed array.
    Uint8Array.prototype.at.call(view as Uint8Array, 0);
    return true;
  } catch {
    return false;
  }
}
