import * as posix from '@fdset/posix';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { thrownBy } from '../helpers/thrown-by.js';

let a: number;
let b: number;
beforeEach(() => {
  [a, b] = posix.socketpair();
});
afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

it('a structure is not taken for a number because its first 8 bytes could be one', () => {
  const error = thrownBy(() => posix.getsockopt(a, posix.SOL_SOCKET, posix.SO_PEERCRED));
  expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_FDSET_OUT_OF_RANGE' });
});

it('K10: a number beyond the range of descriptors does not send another one', () => {
  const beyond = 2 ** 32 + b;
  const error = thrownBy(() => posix.sendmsg(a, Buffer.from('x'), { fds: [beyond] }));
  expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  expect(posix.tryRecv(b, Buffer.alloc(1))).toBe(-1);
});

it('a missing buffer is a coded error, with and without an offset', () => {
  const missing = undefined as unknown as Uint8Array;
  const calls = [
    () => posix.recv(a, missing),
    () => posix.tryRecv(a, missing, 1),
    () => posix.send(a, missing),
    () => posix.recvfrom(a, missing),
    () => posix.read(a, missing),
    () => posix.write(a, null as unknown as Uint8Array),
  ];
  for (const call of calls) expect(thrownBy(call).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
});

it.each([0, -1, 4, 64])(
  'a watcher refuses the events %i, for which libuv would abort',
  (events) => {
    using watcher = new posix.Watcher(a, () => {});
    expect(thrownBy(() => watcher.start(events)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
  },
);

it('an address whose path is undefined is one with a host and a port', () => {
  const address = { host: '127.0.0.1', port: 80, path: undefined } as unknown as posix.Address;
  expect(posix.isUnixAddress(address)).toBe(false);
});
