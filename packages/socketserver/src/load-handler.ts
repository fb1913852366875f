// From what the user gave to a handler class that can run in this thread.
import { argTypeError } from '@fdset/posix';
import type { HandlerClass, HandlerLike, HandlerReference } from './handler-source.js';
import { isSourceError, referenceHint, sourceError } from './source-error.js';

/** Whether it is `{ module, name }` rather than a class. */
export const isReference = <Request>(handler: HandlerLike<Request>): handler is HandlerReference =>
  typeof handler !== 'function';

/**
 * Checks what was given for a handler.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkHandler = <Request>(handler: HandlerLike<Request>): HandlerLike<Request> => {
  if (typeof handler === 'function') return checkClass(handler, handler.name || 'the handler');
  const { module, name } = (handler ?? {}) as Partial<HandlerReference>;
  const isModule = module instanceof URL || (typeof module === 'string' && module !== '');
  if (isModule && typeof name === 'string' && name !== '') return { module, name };
  throw argTypeError(
    "the handler must be a class, or { module: new URL('./handler.js', import.meta.url), name: 'Handler' }",
  );
};

/**
 * Imports a referenced handler.
 * @throws {TypeError} ERR_FDSET_HANDLER_SOURCE when the module cannot be imported or lacks the name
 */
export const loadHandler = async <Request>({
  module,
  name,
}: HandlerReference): Promise<HandlerClass<Request>> => {
  const url = String(module);
  const found = await importModule(url, name);
  // A CommonJS module whose exports Node could not tell beforehand has them all in `default`.
  const value = found[name] ?? (found['default'] as Record<string, unknown> | undefined)?.[name];
  if (typeof value === 'function') return checkClass(value as HandlerClass<Request>, name);
  const names = Object.keys(found).join(', ') || 'nothing';
  throw sourceError(
    `${url} exports no class '${name}'; it exports ${names}: write in it\n  export class ${name} ...\n` +
      `or, if that is a bundle or a part of one, ${referenceHint(name)}`,
  );
};

const importModule = async (url: string, name: string): Promise<Record<string, unknown>> => {
  try {
    return (await import(url)) as Record<string, unknown>;
  } catch (cause) {
    if (isSourceError(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw sourceError(
      `the handler's module ${url} could not be imported (${reason}): it is imported once more where ` +
        `handlers run, and has to bear that; ${referenceHint(name)}`,
      cause,
    );
  }
};

const checkClass = <Request>(
  handler: HandlerClass<Request>,
  name: string,
): HandlerClass<Request> => {
  const { prototype } = handler as { prototype?: { handle?: unknown } };
  if (typeof prototype?.handle === 'function') return handler;
  throw argTypeError(`${name} is no handler: extend BaseRequestHandler and write handle()`);
};
