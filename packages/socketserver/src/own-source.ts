// The module of a handler that has to run elsewhere, or the error with the line to write.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HandlerLike, HandlerReference } from './handler-source.js';
import { checkHandler, isReference, sourceError } from './load-handler.js';

/**
 * Where a handler is found.
 * @throws {TypeError} ERR_FDSET_HANDLER_SOURCE
 */
export const ownSource = <Request>(handler: HandlerLike<Request>): HandlerReference => {
  const { module, name } = isReference(handler) ? handler : declaredSource(handler);
  const url = String(module);
  if (!/^(file|data|node):/.test(url))
    throw sourceError(
      `the module of ${name} must be a URL: write new URL('${url}', import.meta.url)`,
    );
  if (!url.startsWith('file:')) return { module: url, name };
  const path = fileURLToPath(url);
  if (isEntry(path))
    throw sourceError(
      `${name} is in ${path}, which is the program itself, and would start again on every thread: ` +
        'move the handler to a module of its own',
    );
  if (/\.[cm]?ts$/.test(path) && !importsTypeScript())
    throw sourceError(
      `${path} is TypeScript, which this Node (${process.version}) cannot import: ` +
        `name the compiled module, new URL('./handler.js', import.meta.url)`,
    );
  return { module: url, name };
};

type AnyClass = { readonly name: string; readonly source?: HandlerReference };

const declaredSource = (handler: AnyClass): HandlerReference => {
  const name = handler.name || 'Handler';
  const line = `static readonly source = { module: import.meta.url, name: '${name}' };`;
  if (!Object.hasOwn(handler, 'source')) {
    const isInherited = handler.source !== undefined;
    const why = isInherited
      ? 'only inherits its source, which names another class'
      : 'has no source';
    throw sourceError(`${name} runs elsewhere, but ${why}: write in it\n  ${line}`);
  }
  try {
    return checkHandler<unknown>(handler.source as HandlerReference) as HandlerReference;
  } catch {
    throw sourceError(`the source of ${name} is no { module, name }: write\n  ${line}`);
  }
};

const isEntry = (path: string): boolean => {
  const entry = process.argv[1];
  if (entry === undefined) return false;
  try {
    return realpathSync(entry) === realpathSync(path);
  } catch {
    return false;
  }
};

const importsTypeScript = (): boolean =>
  Boolean((process.features as { typescript?: unknown }).typescript);
