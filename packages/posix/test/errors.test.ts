import { getSystemErrorName, inspect } from 'node:util';
import * as posix from '@fdset/posix';
import { describe, expect, it } from 'vitest';

const byCode: [string, new (...args: never[]) => Error][] = [
  ['EAGAIN', posix.BlockingIOError],
  ['EINPROGRESS', posix.BlockingIOError],
  ['EALREADY', posix.BlockingIOError],
  ['EPIPE', posix.BrokenPipeError],
  ['ESHUTDOWN', posix.BrokenPipeError],
  ['ECONNABORTED', posix.ConnectionAbortedError],
  ['ECONNREFUSED', posix.ConnectionRefusedError],
  ['ECONNRESET', posix.ConnectionResetError],
  ['EINTR', posix.InterruptedError],
  ['ETIMEDOUT', posix.SocketTimeoutError],
  ['EACCES', posix.PermissionError],
  ['EPERM', posix.PermissionError],
  ['EADDRINUSE', posix.SocketError],
];

describe('errors', () => {
  it.each(byCode)('K1: %s has its class', (code, errorClass) => {
    const error = posix.socketError(-posix.errnoNumbers[code]!, 'recv');
    expect(error.constructor).toBe(errorClass);
    expect(error).toMatchObject({ name: errorClass.name, code, syscall: 'recv' });
    expect(error).toBeInstanceOf(posix.SocketError);
  });

  it('every errno has the name that Node gives it', () => {
    for (const [name, number] of Object.entries(posix.errnoNumbers)) {
      if (number < 0) continue;
      const ours = posix.errorCode(-number);
      expect(posix.errnoNumbers[ours]).toBe(number);
      // libuv knows fewer names. Where it knows one, the names agree; two names may share a number.
      const theirs = getSystemErrorName(-number);
      if (theirs === name) expect(ours).toBe(name);
    }
  });

  it('an error without an address does not show one', () => {
    expect(inspect(posix.socketError(-104, 'recv'))).not.toContain('undefined');
  });

  it('an abstract name is printed with @ for its NULs', () => {
    const error = posix.socketError(-111, 'connect', { path: '\0name' });
    expect(error.message).toBe('connect ECONNREFUSED @name');
    expect(error.path).toBe('@name');
  });
});
