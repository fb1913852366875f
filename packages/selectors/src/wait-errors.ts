// Errors of waits on Node's event loop, besides those of the system.

import { argTypeError } from '@fdset/posix';

/** The error of waits whose file object has given its descriptor away. */
export function detachedError(): TypeError {
  return argTypeError(
    'the descriptor was given away while it was waited for',
    'ERR_FDSET_DETACHED',
  );
}

/** The error of a registration without a callback, which the program has made itself with a selector of watches. */
export function noCallbackError(): TypeError {
  return argTypeError(
    'A selector that watch() waits with is dispatched for you, and calls key.data: register a function, or use another selector',
  );
}
