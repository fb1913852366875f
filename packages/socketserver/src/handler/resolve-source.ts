// Finds the module of a handler that runs on threads or in processes, or throws an error with the line to write.
import { realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledHint, referenceHint, sourceError, sourceLine } from './handler-source.js';
import type { HandlerLike, HandlerReference } from './handler-source.js';
import { checkHandler, isReference } from './load-handler.js';

/**
 * The module and the export name of a handler.
 * @throws {TypeError} ERR_FDSET_HANDLER_SOURCE
 */
export const resolveSource = <Request>(handler: HandlerLike<Request>): HandlerReference => {
  refuseBundled();
  const { module, name } = isReference(handler) ? handler : declaredSource(handler);
  const url = String(module);
  if (!/^(file|data|node):/.test(url))
    throw sourceError(
      `the module of ${name} must be a URL, not a path: write ${urlHint(url)} (pathToFileURL is in node:url)`,
    );
  if (!url.startsWith('file:')) return { module: url, name };
  const path = fileURLToPath(url);
  if (isEntry(path))
    throw sourceError(
      `${name} is in ${path}, which is the program itself, and would start again where handlers run: ` +
        `move the handler to a module of its own; in a bundled program ${referenceHint(name)}`,
    );
  if (/\.[cm]?ts$/.test(path) && !importsTypeScript())
    throw sourceError(
      `${path} is TypeScript, which this Node (${process.version}) cannot import: ` +
        compiledHint(name),
    );
  return { module: url, name };
};

const urlHint = (path: string): string =>
  isAbsolute(path)
    ? `pathToFileURL('${path}')`
    : `new URL('${path}', import.meta.url), or in CommonJS pathToFileURL(require.resolve('${path}'))`;

// The programs of threads and processes are separate files of this package, which a bundle lacks.
const refuseBundled = (): void => {
  const here = (import.meta as { url?: string }).url;
  const isFile = here?.startsWith('file:') === true;
  if (isFile && statSync(new URL('./thread-main.js', here), { throwIfNoEntry: false })) return;
  throw sourceError(
    '@fdset/socketserver is part of a bundle that lacks the programs which it starts: leave it ' +
      'out of the bundle (external: [/^@fdset\\//] for tsup, --external:@fdset/* for esbuild)',
  );
};

type AnyClass = { readonly name: string; readonly source?: HandlerReference };

const defaultHint = (name: string): string =>
  name === 'default' ? '' : `\n(with name: 'default' if the class is its default export)`;

const declaredSource = (handler: AnyClass): HandlerReference => {
  const name = handler.name || 'Handler';
  const line = sourceLine(name);
  if (!Object.hasOwn(handler, 'source')) {
    const isInherited = handler.source !== undefined;
    const why = isInherited
      ? 'only inherits its source, which names another class'
      : 'has no source';
    throw sourceError(
      `${name} runs elsewhere, but ${why}: in a module of its own, which is not the program itself, write in it\n  ${line}${defaultHint(name)}`,
    );
  }
  try {
    return checkHandler<unknown>(handler.source as HandlerReference) as HandlerReference;
  } catch (cause) {
    const isCommonJs = (handler.source as Partial<HandlerReference> | null)?.module === undefined;
    const inCommonJs = line.replace('import.meta.url', 'pathToFileURL(__filename)');
    const hint = isCommonJs
      ? `\nor, where import.meta.url is undefined as in CommonJS, with pathToFileURL of node:url\n  ${inCommonJs}`
      : '';
    throw sourceError(
      `the source of ${name} is no { module, name }: write\n  ${line}${hint}`,
      cause,
    );
  }
};

const NOT_FOUND_CODES = new Set<unknown>([
  'MODULE_NOT_FOUND',
  'ENOENT',
  'ENOTDIR',
  'ERR_INVALID_ARG_VALUE',
]);

const isEntry = (path: string): boolean => {
  const entry = process.argv[1];
  if (entry === undefined) return false;
  try {
    // `node program` may omit the file extension.
    return realpathSync(createRequire(entry).resolve(entry)) === realpathSync(path);
  } catch (error) {
    // If the handler's file is missing, the error of the import tells more. If the entry is missing, it is no module.
    if (NOT_FOUND_CODES.has((error as { code?: unknown }).code)) return false;
    throw sourceError(`cannot find out whether ${path} is the program itself`, error);
  }
};

// Node itself or a loader from its flags can import TypeScript; threads and processes get the same flags.
const importsTypeScript = (): boolean =>
  Boolean((process.features as { typescript?: unknown }).typescript) ||
  /(^| )(--import|--loader|--experimental-loader|--require|-r)\b/.test(
    [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' '),
  );
