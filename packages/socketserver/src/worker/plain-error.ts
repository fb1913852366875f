// Errors on their way from where a handler runs to the serving thread: structured cloning keeps name,
// message and stack, but neither the class nor `code` and what else system errors have.
import { isError, shown } from '../basics.js';

// Reads what came from elsewhere: only what the message itself has counts, whatever a handler's module has done to
// Object.prototype, and nothing is believed before its type was looked at.

/** An own property of a message; undefined when it has none, or is no object. */
export const ownField = (message: unknown, name: string): unknown =>
  typeof message === 'object' && message !== null && Object.hasOwn(message, name)
    ? (message as Record<string, unknown>)[name]
    : undefined;

/** As `ownField`, a number from 0 on; null when it is none. */
export const ownAmount = (message: unknown, name: string): number | null => {
  const value = ownField(message, name);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
};

/** As `ownField`, a string; null when it is none. */
export const ownText = (message: unknown, name: string): string | null => {
  const value = ownField(message, name);
  return typeof value === 'string' ? value : null;
};

/** An error in plain data; without a prototype, which a handler's module may have changed. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Of `code`, `errno`, `syscall`, `address`, `port` and `path` those that it has. */
  readonly details: Readonly<Record<string, string | number>>;
  readonly cause: PlainError | null;
}

const DEEPEST_CAUSE = 5;

/** What can be sent of anything thrown, whatever its getters and traps do. */
export const toPlainError = (error: unknown, depth = 0): PlainError => {
  try {
    if (isError(error)) return plainOf(error, depth);
  } catch {
    // It cannot be read.
  }
  return bare({
    name: 'Error',
    message: `thrown: ${shown(error)}`,
    stack: '',
    details: bare({}),
    cause: null,
  });
};

/** The same properties on an object that inherits nothing. */
export const bare = <Properties extends object>(properties: Properties): Properties =>
  Object.assign(Object.create(null) as Properties, properties);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : shown(value));

const DETAILS = ['code', 'errno', 'syscall', 'address', 'port', 'path'];

const detailsFrom = (read: (name: string) => unknown): Record<string, string | number> => {
  const details = bare<Record<string, string | number>>({});
  for (const name of DETAILS) {
    const value = read(name);
    if (typeof value === 'string' || typeof value === 'number') details[name] = value;
  }
  return details;
};

// Made when it is first read, by an `Error.prepareStackTrace` of the handler's module if there is one, which may throw.
const stackOf = (error: Error): string => {
  try {
    const { stack } = error;
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
};

const plainOf = (error: Error, depth: number): PlainError => {
  const { name, message, cause } = error;
  const hasCause = cause !== undefined && depth < DEEPEST_CAUSE;
  return bare({
    name: textOf(name),
    message: textOf(message),
    stack: stackOf(error),
    details: detailsFrom((detail) => (error as unknown as Record<string, unknown>)[detail]),
    cause: hasCause ? toPlainError(cause, depth + 1) : null,
  });
};

/** A received error, each part of it looked at; null when it is none. */
export const readPlainError = (received: unknown, depth = 0): PlainError | null => {
  const name = ownText(received, 'name');
  const message = ownText(received, 'message');
  const stack = ownText(received, 'stack');
  if (name === null || message === null || stack === null) return null;
  const details = ownField(received, 'details');
  const cause =
    depth < DEEPEST_CAUSE ? readPlainError(ownField(received, 'cause'), depth + 1) : null;
  return {
    name,
    message,
    stack,
    details: detailsFrom((detail) => ownField(details, detail)),
    cause,
  };
};

/** An error again: of the name, the details and the stack it had, though not of its class. */
export const fromPlainError = ({ name, message, stack, details, cause }: PlainError): Error => {
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (stack !== '') error.stack = stack;
  Object.assign(error, details);
  if (cause !== null) error.cause = fromPlainError(cause);
  return error;
};

/** The error of a handler that could not be loaded: misuse, hence a TypeError again. */
export const fromUnusable = (plain: PlainError): TypeError => {
  const { message, cause } = fromPlainError(plain);
  const error = new TypeError(message, cause === undefined ? {} : { cause });
  return Object.assign(error, plain.details);
};

/** Whether it is the error of a handler that cannot be loaded, here or elsewhere. */
export const isUnusable = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_FDSET_HANDLER_SOURCE';
