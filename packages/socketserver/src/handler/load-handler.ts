// Checks the handler that the user gave, and imports its class into this thread.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { argTypeError, checkOptionNames } from '@fdset/posix';
import { isError, shown } from '../basics.js';
import {
  compiledHint,
  isSourceError,
  referenceHint,
  sourceError,
  sourceLine,
} from './handler-source.js';
import type { HandlerClass, HandlerLike, HandlerReference } from './handler-source.js';
import type { ServerTlsOptions } from '../transport/tls-options.js';
import { AsyncDatagramRequestHandler } from './async-datagram-handler.js';
import { AsyncStreamRequestHandler } from './async-stream-handler.js';
import { checkTlsHandler } from './check-tls-handler.js';
import { BaseRequestHandler } from './request-handlers.js';

/** Whether the handler is `{ module, name }` rather than a class. */
export const isReference = <Request>(handler: HandlerLike<Request>): handler is HandlerReference =>
  typeof handler !== 'function';

// The address type of a handler class depends on the transport, which this type does not know.
const plainClass = <Request>(
  handler: Exclude<HandlerLike<Request>, HandlerReference>,
): HandlerClass<Request> => handler as HandlerClass<Request>;

/**
 * Checks a handler: a class or a reference.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 */
export const checkHandler = <Request>(handler: HandlerLike<Request>): HandlerLike<Request> => {
  if (typeof handler === 'function')
    return checkClass(plainClass(handler), handler.name || 'the handler');
  const { module, name } = (handler ?? {}) as Partial<HandlerReference>;
  if (module !== undefined)
    checkOptionNames(handler, ['module', 'name'], 'a reference to a handler');
  const isModule = module instanceof URL || (typeof module === 'string' && module !== '');
  if (isModule && typeof name === 'string' && name !== '') return { module, name };
  throw argTypeError(
    "the handler must be a class, or { module: new URL('./handler.js', import.meta.url), name: 'Handler' }",
  );
};

/** The class of a handler that is no reference, which then is null. @throws {TypeError} as `checkTlsHandler` */
export const classOf = <Request>(
  handler: HandlerLike<Request>,
  tls: ServerTlsOptions | null | undefined,
): HandlerClass<Request> | null =>
  isReference(handler) ? null : checkTlsHandler(plainClass(handler), tls);

/**
 * Imports a referenced handler.
 * @param tls - that of its server
 * @throws {TypeError} ERR_FDSET_HANDLER_SOURCE when the module cannot be imported or lacks the name
 */
export const loadHandler = async <Request>(
  { module, name }: HandlerReference,
  tls: ServerTlsOptions | null | undefined,
): Promise<HandlerClass<Request>> => {
  const url = String(module);
  const found = await importModule(url, name);
  // If Node cannot detect the exports of a CommonJS module, all of them are in `default`.
  const value = found[name] ?? (found['default'] as Record<string, unknown> | undefined)?.[name];
  if (typeof value === 'function')
    return checkTlsHandler(checkClass(value as HandlerClass<Request>, name), tls);
  const names = Object.keys(found).join(', ') || 'nothing';
  if (typeof found['default'] === 'function')
    throw sourceError(
      `${url} exports no class '${name}'; it exports ${names}: a default export is found by the name 'default', so write\n` +
        `  ${sourceLine('default')}\nor where the handler is given by its module { module, name: 'default' }`,
    );
  throw sourceError(
    `${url} exports no class '${name}'; it exports ${names}: write in it\n  export class ${name} ...\n` +
      `or, if that is a bundle or a part of one, ${referenceHint(name)}`,
  );
};

const importModule = async (url: string, name: string): Promise<Record<string, unknown>> => {
  try {
    const importing = import(url) as Promise<Record<string, unknown>>;
    return await unlessLoopEnds(importing, () => neverLoadedError(url));
  } catch (cause) {
    if (isSourceError(cause)) throw cause;
    const place = await placeOfSyntaxError(url, cause);
    throw sourceError(importMessage(url, name, cause, place), cause);
  }
};

const neverLoadedError = (url: string): Error =>
  sourceError(
    `the handler's module ${url} is never loaded: it, or one that it imports, awaits at its top level a promise that nothing can settle any more`,
  );

const importMessage = (url: string, name: string, cause: unknown, place: string | null): string => {
  const { code, message } = isError(cause) ? (cause as NodeJS.ErrnoException) : {};
  const problem = code === 'ERR_MODULE_NOT_FOUND' ? findFileProblem(url) : null;
  if (problem === 'missing')
    return `there is no file ${url}, which should be the module of ${name}; in a bundled program ${referenceHint(name)}`;
  const why = problem ?? message ?? shown(cause);
  const reason = `the handler's module ${url} could not be imported (${why}${place === null ? '' : ` at ${place}`})`;
  if (place !== null) return reason;
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return (
      `${reason}: this Node (${process.version}) cannot import it where handlers run; ` +
      compiledHint(name)
    );
  return `${reason}: it is imported once more where handlers run, and has to allow that`;
};

// Node reports a file without permission as missing, so the file itself is checked. Null means that the file is there, and
// the importer's own message applies.
const findFileProblem = (url: string): string | null => {
  if (!url.startsWith('file:')) return null;
  try {
    return statSync(new URL(url), { throwIfNoEntry: false }) === undefined ? 'missing' : null;
  } catch (error) {
    return (error as Error).message;
  }
};

const CLASSES = [BaseRequestHandler, AsyncStreamRequestHandler, AsyncDatagramRequestHandler];

const checkClass = <Request>(
  handler: HandlerClass<Request>,
  name: string,
): HandlerClass<Request> => {
  const { prototype } = handler as { prototype?: Partial<BaseRequestHandler> };
  const handle = prototype?.handle;
  const isHandler =
    typeof prototype?.setup === 'function' && typeof prototype.finish === 'function';
  const isEmpty = CLASSES.some((Class) => Class.prototype.handle === handle);
  if (isHandler && typeof handle === 'function' && !isEmpty) return handler;
  throw argTypeError(
    isEmpty
      ? `${name} has no handle(), and would answer nothing: write it as a method (a class field is not visible before the handler is constructed)`
      : `${name} is no handler: extend BaseRequestHandler and write handle()`,
  );
};

// Finds the place of a syntax error in a module. The error of `import()` does not tell it: Node prints the place only when
// the error ends a program. So a child process parses the modules once more, and exits before the first of them runs.

const PLACE = /^((?:file:\/\/|\/).*):(\d+)$/m;
// Node parses all modules before it runs the first one.
const EXIT_FIRST = "import 'data:text/javascript,process.exit()';";

/** The place, like `file:///app/handler.js:3`; null for another error, or when the place is unknown. */
export const placeOfSyntaxError = async (url: string, error: unknown): Promise<string | null> => {
  const { name, stack } = (error ?? {}) as Partial<Error>;
  if (name !== 'SyntaxError' || typeof stack !== 'string') return null;
  const [head = ''] = stack.split('\n');
  return PLACE.test(head) ? head : (PLACE.exec(await parseInProcess(url))?.[0] ?? null);
};

const parseInProcess = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const program = `${EXIT_FIRST} import ${JSON.stringify(url)};`;
    try {
      execFile(process.execPath, ['--input-type=module', '--eval', program], (_, __, stderr) =>
        resolve(stderr),
      );
    } catch {
      resolve(''); // No process can be started (EMFILE, no permission), so the place stays unknown.
    }
  });

/**
 * Settles as `promise` does, but rejects with `error` when this thread's event loop has nothing left that could settle it.
 * That happens when a module awaits at its top level a promise that never settles.
 */
export const unlessLoopEnds = async <Value>(
  promise: Promise<Value>,
  error: () => Error,
): Promise<Value> => {
  let end = (): void => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(error());
  });
  process.on('beforeExit', end);
  try {
    return await Promise.race([promise, ended]);
  } finally {
    process.off('beforeExit', end);
  }
};
