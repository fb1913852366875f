// Loads a handler in a worker. The handler's module must not be the program that has the server: importing that again
// would make another server, which would start threads that import it again, and so on.
import { referenceHint, sourceError } from './handler-source.js';
import type { HandlerClass, HandlerReference } from './handler-source.js';
import { loadHandler } from './load-handler.js';
import type { ServerTlsOptions } from '../transport/tls-options.js';

// The symbol is global because the handler's module may import another copy of this package.
const LOADING = Symbol.for('@fdset/socketserver: loading a handler');

/** A handler that is being loaded, and the error of a server that its module tried to make meanwhile. */
interface Loading {
  readonly reference: HandlerReference;
  refused: TypeError | null;
}

interface State {
  loading: Loading | undefined;
}

const findState = (): State => {
  const all = globalThis as { [LOADING]?: State };
  const state = all[LOADING] ?? { loading: undefined };
  // Reflect.set does not throw if a preloaded module or the handler's module has frozen globalThis.
  Reflect.set(all, LOADING, state);
  return state;
};

const state = findState();

/**
 * Loads a handler as `loadHandler` does. If the module makes a server meanwhile, loading fails, even if the module catches
 * the error of the server's constructor.
 * @throws {TypeError} ERR_FDSET_HANDLER_SOURCE
 */
export const loadInWorker = async <Request>(
  reference: HandlerReference,
  tls: ServerTlsOptions | null | undefined,
): Promise<HandlerClass<Request>> => {
  const loading: Loading = { reference, refused: null };
  state.loading = loading;
  try {
    const Handler = await loadHandler<Request>(reference, tls);
    if (loading.refused === null) return Handler;
    throw loading.refused;
  } catch (error) {
    throw loading.refused ?? error;
  } finally {
    state.loading = undefined;
  }
};

/**
 * Refuses to make a server with threads or processes while a handler's module is loaded.
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
