// Every operation by name, in the order in which they are tried. An operation has
//   setup(scope)     makes what it needs, before its thread is traced; returns the context for the rest
//   act(context)     performs it synchronously; the result is JSON, or { value } for "not now"
//   end(context)     if it goes on by itself: resolves with its result, or rejects
//   check(context)   checks what must hold afterwards, whether it failed or not; may be asynchronous
//   rules            outcomes that differ from the general ones: see expectations.mjs
//   errorClass       the class of its errors, if it has one of its own
//   symbols          the imports of the addon that it tests: see symbols.mjs
//   thread, start    'worker' instead of 'main'; 'fresh' if nothing may have waited there before
//   looks            false to leave out the look for signals that otherwise comes first
//   opens(text)      whether it may leave this file open for good
// A fork server never returns to its caller, so fork-server/ tries it in another way.
import { batchOperations } from './operations/batches.mjs';
import { byteOperations } from './operations/bytes.mjs';
import { descriptorOperations } from './operations/descriptors.mjs';
import { nameOperations } from './operations/names.mjs';
import { processOperations } from './operations/processes.mjs';
import { ringOperations } from './operations/rings.mjs';
import { selectorOperations } from './operations/selectors.mjs';
import { socketOperations } from './operations/sockets.mjs';
import { waitOperations } from './operations/waits.mjs';

export const operations = {
  ...descriptorOperations,
  ...byteOperations,
  ...batchOperations,
  ...waitOperations,
  ...nameOperations,
  ...processOperations,
  ...ringOperations,
  ...selectorOperations,
  ...socketOperations,
};
