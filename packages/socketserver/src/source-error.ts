// The error of a handler that cannot be found where it has to run, and what to write instead.
import { argTypeError } from '@fdset/posix';

const CODE = 'ERR_FDSET_HANDLER_SOURCE';

/** The error; `cause` is what it was found out by. */
export const sourceError = (message: string, cause?: unknown): TypeError => {
  const error = argTypeError(message, CODE);
  if (cause !== undefined) error.cause = cause;
  return error;
};

export const isSourceError = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === CODE;

/** The class attribute that a handler needs. */
export const sourceLine = (name: string): string =>
  `static source = { module: import.meta.url, name: '${name}' };`;

const reference = (name: string): string =>
  `{ module: new URL('./handler.js', import.meta.url), name: '${name}' }`;

/** What to write for a handler in TypeScript that cannot be imported as it is. */
export const compiledHint = (name: string): string =>
  `name the compiled module, ${reference(name)}`;

/**
 * What to write where `import.meta.url` does not name the handler's own module: in a bundle it is the
 * bundle's, or that of a chunk whose exports have other names.
 */
export const referenceHint = (name: string): string =>
  'make the file of the handler an entry of its own, without a server in it, and give in place of the class' +
  `\n  ${reference(name)}` +
  '\n(in CommonJS with pathToFileURL(__filename) of node:url for import.meta.url)';
