// Loading a handler where it runs. Its module must not be the program that has the server: imported once
// more it would make the server again, which would start threads that import it, and so on.
import type { HandlerClass, HandlerReference } from '../handler-source.js';
import { loadHandler } from '../load-handler.js';
import { referenceHint, sourceError } from '../source-error.js';

// The program may bring a copy of this package of its own.
const LOADING = Symbol.for('@fdset/socketserver: loading a handler');
const state = globalThis as { [LOADING]?: HandlerReference | undefined };

/**
 * As `loadHandler`; a server that is made meanwhile is refused.
 * @throws {TypeError} ERR_FDSET_HANDLER_SOURCE
 */
export const loadInHost = async <Request>(
  reference: HandlerReference,
): Promise<HandlerClass<Request>> => {
  state[LOADING] = reference;
  try {
    return await loadHandler<Request>(reference);
  } finally {
    state[LOADING] = undefined;
  }
};

/** The arguments of a server's constructor, unless a handler's module calls it while it is loaded. */
export const notWhileLoading = <Args>(args: Args): Args => {
  const { [LOADING]: loading } = state;
  if (loading === undefined) return args;
  const { module, name } = loading;
  throw sourceError(
    `the module of ${name}, ${String(module)}, makes a server as soon as it is imported, and would do so ` +
      `wherever handlers run: move the handler to a module of its own; in a bundled program ${referenceHint(name)}`,
  );
};
