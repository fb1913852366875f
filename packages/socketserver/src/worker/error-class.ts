// The classes that an error keeps on its way from a worker: those of the engine and of this project. A message only names one
// of them. It never brings a class or a prototype, and any other name stands for Error.
import { socketErrorClasses } from '@fdset/posix';
import type { SocketErrorClass } from '@fdset/posix';

/** The parts from which an error is made. */
export interface ErrorParts {
  readonly name: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** The errors in an AggregateError. */
  readonly errors: readonly Error[];
}

type Make = (parts: ErrorParts) => Error;

interface KnownClass {
  readonly prototype: object;
  readonly make: Make;
}

const known = new Map<string, KnownClass>();

for (const Class of [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
]) {
  const { name, prototype } = Class;
  known.set(name, { prototype, make: ({ message }) => new Class(message) });
}

known.set('AggregateError', {
  prototype: AggregateError.prototype,
  make: ({ errors, message }) => new AggregateError(errors, message),
});

known.set('DOMException', {
  prototype: DOMException.prototype,
  make: ({ message, name }) => new DOMException(message, name),
});

const systemError =
  (Class: SocketErrorClass): Make =>
  ({ message, details: { code, errno, syscall } }) => {
    // A SocketError always has these, so without them the name was forged.
    if (typeof code !== 'string' || typeof errno !== 'number' || typeof syscall !== 'string')
      return new Error(message);
    return Object.assign(new Class(code, errno, syscall), { message });
  };

for (const [name, Class] of Object.entries(socketErrorClasses))
  known.set(name, { prototype: Class.prototype, make: systemError(Class) });

const names = new Map<unknown, string>(
  [...known].map(([name, { prototype }]) => [prototype, name]),
);

// A Proxy can have an endless chain of prototypes.
const LONGEST_CHAIN = 32;

/** The name of the nearest known class in an error's prototypes: TypeError for an instance of a subclass of TypeError. */
export const knownClassOf = (error: Error, name: unknown): string => {
  const own = nearest(error);
  if (own !== null) return own;
  // The class of an error of another realm can be told by the name only.
  return typeof name === 'string' && known.has(name) ? name : 'Error';
};

const nearest = (error: Error): string | null => {
  let at: unknown = error;
  for (let step = 0; step < LONGEST_CHAIN && at !== null; step++) {
    const name = names.get(at);
    if (name !== undefined) return name;
    at = Object.getPrototypeOf(at);
  }
  return null;
};

/** The class of a system error that a message of Node's own has turned into a plain Error; null for any other error. */
export const lostClassOf = (error: Error): string | null =>
  nearest(error) === 'Error' && Object.hasOwn(socketErrorClasses, error.name) ? error.name : null;

/** Makes an error of the named class, or an Error if the class is not known. */
export const makeError = (className: string, parts: ErrorParts): Error =>
  (known.get(className)?.make ?? plainError)(parts);

const plainError: Make = ({ message }) => new Error(message);
