// What waits on Node's event loop end with, or refuse, beside the errors of the system.

import { argTypeError } from '@fdset/posix';

/** What ends the waits of an object that gives its descriptor to somebody else. */
export function givenAway(): TypeError {
  return argTypeError(
    'the descriptor was given away while it was waited for',
    'ERR_FDSET_DETACHED',
  );
}

/** What the program registered itself, beside watches. */
export function notDispatched(): TypeError {
  return argTypeError(
    'A selector that watch() waits with is dispatched for you, and calls key.data: register a function, or use another selector',
  );
}
