// Errors on their way from where a handler runs to the serving thread: structured cloning keeps name,
// message and stack, but neither `code` nor the class.
import { shown } from '../shown.js';

/** An error in plain data. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly code: string | null;
  readonly cause: PlainError | null;
}

const DEEPEST_CAUSE = 5;

/** What can be sent of anything thrown, whatever its getters and traps do. */
export const toPlainError = (error: unknown, depth = 0): PlainError => {
  try {
    if (error instanceof Error) return plainOf(error, depth);
  } catch {
    // It cannot be read.
  }
  return { name: 'Error', message: `thrown: ${shown(error)}`, stack: '', code: null, cause: null };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : shown(value));

const plainOf = (error: Error, depth: number): PlainError => {
  const { name, message, stack = '', code, cause } = error as Error & { code?: unknown };
  const hasCause = cause !== undefined && depth < DEEPEST_CAUSE;
  return {
    name: textOf(name),
    message: textOf(message),
    stack: typeof stack === 'string' ? stack : '',
    code: typeof code === 'string' ? code : null,
    cause: hasCause ? toPlainError(cause, depth + 1) : null,
  };
};

/** An error again: of the name, the code and the stack it had, though not of its class. */
export const fromPlainError = ({ name, message, stack, code, cause }: PlainError): Error => {
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (stack !== '') error.stack = stack;
  if (code !== null) Object.assign(error, { code });
  if (cause !== null) error.cause = fromPlainError(cause);
  return error;
};

/** The error of a handler that could not be loaded: misuse, hence a TypeError again. */
export const fromUnusable = (plain: PlainError): TypeError => {
  const { message, cause, code } = fromPlainError(plain) as Error & { code?: unknown };
  return Object.assign(new TypeError(message, cause === undefined ? {} : { cause }), { code });
};

/** Whether it is the error of a handler that cannot be loaded, here or elsewhere. */
export const isUnusable = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_FDSET_HANDLER_SOURCE';
