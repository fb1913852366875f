// Loading a handler where it runs. Its module must not be the program that has the server: imported once
// more it would make the server again, which would start threads that import it, and so on.
import { referenceHint, sourceError } from './handler-source.js';
import type { HandlerClass, HandlerReference } from './handler-source.js';
import { loadHandler } from './load-handler.js';

// The program may bring a copy of this package of its own.
const LOADING = Symbol.for('@fdset/socketserver: loading a handler');

/** A handler that is being loaded, and the error of the server that its module made meanwhile. */
interface Loading {
  readonly reference: HandlerReference;
  refused: TypeError | null;
}

interface State {
  loading: Loading | undefined;
}

const stateOfAll = (): State => {
  const all = globalThis as { [LOADING]?: State };
  const state = all[LOADING] ?? { loading: undefined };
  // Both the handler's module, meanwhile, and what is preloaded may freeze what is global.
  Reflect.set(all, LOADING, state);
  return state;
};

const state = stateOfAll();

/**
 * As `loadHandler`; a server that is made meanwhile is refused, even if the module bears that.
 * @throws {TypeError} ERR_FDSET_HANDLER_SOURCE
 */
export const loadInWorker = async <Request>(
  reference: HandlerReference,
): Promise<HandlerClass<Request>> => {
  const loading: Loading = { reference, refused: null };
  state.loading = loading;
  try {
    const Handler = await loadHandler<Request>(reference);
    if (loading.refused === null) return Handler;
    throw loading.refused;
  } catch (error) {
    throw loading.refused ?? error;
  } finally {
    state.loading = undefined;
  }
};

/**
 * A server whose handlers run elsewhere is not made by a handler's module while that is loaded.
 * @throws {TypeError} ERR_FDSET_HANDLER_SOURCE
 */
export const refuseWhileLoading = (): void => {
  const { loading } = state;
  if (loading === undefined) return;
  const { module, name } = loading.reference;
  loading.refused = sourceError(
    `the module of ${name}, ${String(module)}, makes a server as soon as it is imported, and would do so ` +
      `wherever handlers run: move the handler to a module of its own; in a bundled program ${referenceHint(name)}`,
  );
  throw loading.refused;
};
