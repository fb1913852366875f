// Every operation by name, in the order in which they are tried. An operation is
//   setup(scope)     what it needs, made before its thread is traced; the context of the rest
//   act(context)     the operation: synchronous, its result JSON; { value } for "not now"
//   end(context)     for one that goes on by itself: resolves with its result, or rejects
//   check(context)   what must hold afterwards, whether it failed or not; may be asynchronous
//   rules            outcomes that differ from the general ones: see expectations.mjs
//   symbols          which of the addon's imports it is there for: see symbols.mjs
//   thread, start    'worker' instead of 'main'; 'fresh': nothing has waited there before
//   looks            false: without the look for signals that comes first otherwise
//   opens(text)      what it may leave open for good
// What never returns to its caller, a fork server, is tried in a way of its own: see fork-server/.
import { batchOperations } from './operations/batches.mjs';
import { byteOperations } from './operations/bytes.mjs';
import { descriptorOperations } from './operations/descriptors.mjs';
import { nameOperations } from './operations/names.mjs';
import { processOperations } from './operations/processes.mjs';
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
  ...selectorOperations,
  ...socketOperations,
};
