// The errors of the operating system. There is one class for each kind that CPython distinguishes; all extend SocketError, and
// one function makes them from a negative errno.
import { type Address, isUnixAddress } from './address.js';
import { addon } from './addon.js';
import { describeAddress, pathText } from './describe-address.js';
import { argTypeError } from './misuse.js';

/**
 * The error of a failed system call. Match on `code`.
 *
 * Source: CPython OSError; the properties are those of Node's own system errors.
 */
export class SocketError extends Error {
  /** The name of the errno, such as `'ECONNRESET'`. */
  readonly code: string;
  /** The negative errno, as in Node's own errors. */
  readonly errno: number;
  readonly syscall: string;
  // These are only declared, so that an error without an address does not have undefined properties.
  declare readonly address?: string;
  declare readonly port?: number;
  declare readonly path?: string;

  constructor(code: string, errno: number, syscall: string, address?: Address) {
    super(`${syscall} ${code}${address === undefined ? '' : ` ${describeAddress(address)}`}`);
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
    if (address === undefined) return;
    if (isUnixAddress(address)) {
      Object.assign(this, { path: pathText(address.path) });
      return;
    }
    Object.assign(this, { address: address.host, port: address.port });
  }
}

/** The call would have waited on a non-blocking descriptor: EAGAIN, EINPROGRESS, EALREADY. */
export class BlockingIOError extends SocketError {}
/** The base of the four errors of a connection. */
export class ConnectionError extends SocketError {}
/** The peer has gone while sending: EPIPE, ESHUTDOWN. */
export class BrokenPipeError extends ConnectionError {}
/** ECONNABORTED. */
export class ConnectionAbortedError extends ConnectionError {}
/** Nobody listens at the address: ECONNREFUSED. */
export class ConnectionRefusedError extends ConnectionError {}
/** The peer has reset the connection: ECONNRESET. */
export class ConnectionResetError extends ConnectionError {}
/** A signal with a JavaScript handler is pending on the main thread: EINTR. `await hearSignals()` lets it run. */
export class InterruptedError extends SocketError {}
/** The kernel's or the socket's own timeout has passed: ETIMEDOUT. */
export class SocketTimeoutError extends SocketError {}
/** EACCES, EPERM. */
export class PermissionError extends SocketError {}
/** A name could not be resolved; `code` is that of the resolver, such as `'EAI_NONAME'`. */
export class AddressInfoError extends SocketError {}

/** The constructor of all classes of system errors. */
export type SocketErrorClass = new (
  code: string,
  errno: number,
  syscall: string,
  address?: Address,
) => SocketError;

/** The classes of system errors, by name. */
export const socketErrorClasses: Readonly<Record<string, SocketErrorClass>> = Object.freeze({
  SocketError,
  BlockingIOError,
  ConnectionError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionRefusedError,
  ConnectionResetError,
  InterruptedError,
  SocketTimeoutError,
  PermissionError,
  AddressInfoError,
});
// The name is on the prototype, as for the built-in classes, so that printing an error does not list it.
for (const [name, errorClass] of Object.entries(socketErrorClasses))
  errorClass.prototype.name = name;

const classes = new Map<string, SocketErrorClass>([
  ['EAGAIN', BlockingIOError],
  ['EINPROGRESS', BlockingIOError],
  ['EALREADY', BlockingIOError],
  ['EPIPE', BrokenPipeError],
  ['ESHUTDOWN', BrokenPipeError],
  ['ECONNABORTED', ConnectionAbortedError],
  ['ECONNREFUSED', ConnectionRefusedError],
  ['ECONNRESET', ConnectionResetError],
  ['EINTR', InterruptedError],
  ['ETIMEDOUT', SocketTimeoutError],
  ['EACCES', PermissionError],
  ['EPERM', PermissionError],
]);

// If two names have the same number, the first one in the table is used, which is the usual one.
const codes = new Map<number, string>();
for (const [name, number] of Object.entries(addon.errnoNumbers))
  if (number > 0 && !codes.has(number)) codes.set(number, name);

/** The name of a negative errno, as the addon returns it: -104 is `'ECONNRESET'`. */
export function errorCode(errno: number): string {
  if (typeof errno !== 'number') throw argTypeError(`errno must be a number, not ${typeof errno}`);
  return codes.get(-errno) ?? `E${-errno}`;
}

/** Makes the error of a failed call from a negative errno. */
export function socketError(errno: number, syscall: string, address?: Address): SocketError {
  const code = errorCode(errno);
  const errorClass = classes.get(code) ?? SocketError;
  return new errorClass(code, errno, syscall, address);
}
