// Errors on their way from where a handler runs to the serving thread: structured cloning keeps name, message and stack, but
// neither the class (error-class.ts) nor `code` and what else system errors have.
import { isError, shown } from '../basics.js';
import { knownClassOf, makeError } from './error-class.js';

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
  /** The nearest known class (error-class.ts). */
  readonly className: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Of `code`, `errno`, `syscall`, `address`, `port`, `path` and `bytesSent` those that it has. */
  readonly details: Readonly<Record<string, string | number>>;
  readonly cause: PlainError | null;
  /** The first errors in an AggregateError. */
  readonly errors: readonly PlainError[];
}

const DEEPEST_CAUSE = 5;
const DEEPEST_ERRORS = 2;
const MOST_ERRORS = 16;

/** What can be sent of anything thrown, whatever its getters and traps do. */
export const toPlainError = (error: unknown, depth = 0): PlainError => {
  try {
    if (isError(error)) return plainOf(error, depth);
  } catch {
    // It cannot be read.
  }
  return bare({
    className: 'Error',
    name: 'Error',
    message: `thrown: ${shown(error)}`,
    stack: '',
    details: bare({}),
    cause: null,
    errors: [],
  });
};

/** The same properties on an object that inherits nothing. */
export const bare = <Properties extends object>(properties: Properties): Properties =>
  Object.assign(Object.create(null) as Properties, properties);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : shown(value));

const DETAILS = ['code', 'errno', 'syscall', 'address', 'port', 'path', 'bytesSent'];

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
  const className = knownClassOf(error, name);
  return bare({
    className,
    name: textOf(name),
    message: textOf(message),
    stack: stackOf(error),
    details: detailsFrom((detail) => (error as unknown as Record<string, unknown>)[detail]),
    cause: hasCause ? toPlainError(cause, depth + 1) : null,
    errors:
      className === 'AggregateError'
        ? firstOf((error as AggregateError).errors, depth).map((one) =>
            toPlainError(one, depth + 1),
          )
        : [],
  });
};

// Limits the errors in an AggregateError in number and depth, so that they fit into a message.
const firstOf = (errors: unknown, depth: number): readonly unknown[] =>
  Array.isArray(errors) && depth < DEEPEST_ERRORS ? errors.slice(0, MOST_ERRORS) : [];

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
    className: ownText(received, 'className') ?? 'Error',
    name,
    message,
    stack,
    details: detailsFrom((detail) => ownField(details, detail)),
    cause,
    errors: firstOf(ownField(received, 'errors'), depth)
      .map((one) => readPlainError(one, depth + 1))
      .filter((one) => one !== null),
  };
};

/** An error again: of its class, if that is one that is known, and of the name, the details and the stack it had. */
export const fromPlainError = (plain: PlainError): Error => {
  const { name, stack, details, cause } = plain;
  const error = makeError(plain.className, { ...plain, errors: plain.errors.map(fromPlainError) });
  if (error.name !== name) define(error, 'name', name);
  if (stack !== '') define(error, 'stack', stack);
  for (const [detail, value] of Object.entries(details))
    // The constructor has set most of them, and those of a DOMException cannot be assigned.
    if ((error as unknown as Record<string, unknown>)[detail] !== value)
      define(error, detail, value, { enumerable: true });
  if (cause !== null) define(error, 'cause', fromPlainError(cause));
  return error;
};

const define = (error: Error, name: string, value: unknown, { enumerable = false } = {}): unknown =>
  Object.defineProperty(error, name, { value, enumerable, configurable: true, writable: true });

/** The error of a handler that could not be loaded: misuse, hence a TypeError again. */
export const fromUnusable = (plain: PlainError): TypeError => {
  const { message, cause } = fromPlainError(plain);
  const error = new TypeError(message, cause === undefined ? {} : { cause });
  return Object.assign(error, plain.details);
};

/** Whether it is the error of a handler that cannot be loaded, here or elsewhere. */
export const isUnusable = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_FDSET_HANDLER_SOURCE';
