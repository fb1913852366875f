// Converts errors for their way from a worker to the serving thread. Structured cloning keeps name, message and stack, but
// neither the class (error-class.ts) nor `code` and other properties of system errors.
import { isError, shown } from '../basics.js';
import { knownClassOf, makeError } from './error-class.js';

// These functions read received messages. They use only own properties, because a handler's module may have changed
// Object.prototype, and they check the type of every value.

/** An own property of a message; undefined if there is none, or the message is no object. */
export const ownField = (message: unknown, name: string): unknown =>
  typeof message === 'object' && message !== null && Object.hasOwn(message, name)
    ? (message as Record<string, unknown>)[name]
    : undefined;

/** Like `ownField`, for a number >= 0; null if it is none. */
export const ownAmount = (message: unknown, name: string): number | null => {
  const value = ownField(message, name);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
};

/** Like `ownField`, for a string; null if it is none. */
export const ownText = (message: unknown, name: string): string | null => {
  const value = ownField(message, name);
  return typeof value === 'string' ? value : null;
};

/** An error as plain data. It has no prototype, because a handler's module may have changed Object.prototype. */
export interface PlainError {
  /** The nearest known class (error-class.ts). */
  readonly className: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Those of `code`, `errno`, `syscall`, `address`, `port`, `path` and `bytesSent` that the error has. */
  readonly details: Readonly<Record<string, string | number>>;
  readonly cause: PlainError | null;
  /** The first errors in an AggregateError. */
  readonly errors: readonly PlainError[];
}

const DEEPEST_CAUSE = 5;
const DEEPEST_ERRORS = 2;
const MOST_ERRORS = 16;

/** Converts any thrown value to plain data, even if its getters or proxy traps throw. */
export const toPlainError = (error: unknown, depth = 0): PlainError => {
  try {
    if (isError(error)) return plainOf(error, depth);
  } catch {
    // The error cannot be read.
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

/** Copies the properties to an object without a prototype. */
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

// Reading the stack for the first time may call an `Error.prepareStackTrace` of the handler's module, which may throw.
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

/** Checks each part of a received error; null if it is none. */
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

/** Makes an error of its class, if that is known, with its name, details and stack. */
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

/** Makes the error of a handler that could not be loaded, which is a TypeError because it is misuse. */
export const fromUnusable = (plain: PlainError): TypeError => {
  const { message, cause } = fromPlainError(plain);
  const error = new TypeError(message, cause === undefined ? {} : { cause });
  return Object.assign(error, plain.details);
};

/** Whether an error means that the handler cannot be loaded, in this process or in a worker. */
export const isUnusable = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_FDSET_HANDLER_SOURCE';
