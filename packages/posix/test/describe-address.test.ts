import { expect, it } from 'vitest';
import { describeAddress, socketError } from '../src/index.js';
import type { Address } from '../src/index.js';
import { thrownBy } from './helpers/thrown-by.js';

const written: [Address, string][] = [
  [{ host: '127.0.0.1', port: 80 }, '127.0.0.1:80'],
  [{ host: '::1', port: 80, flowinfo: 0, scopeId: 0 }, '[::1]:80'],
  [{ path: '/run/x.sock' }, '/run/x.sock'],
  [{ path: Buffer.from('/run/\xff', 'latin1') }, '/run/\xff'],
  [{ path: '\0name' }, '@name'],
  [{ path: '' }, ''],
  [{ path: '/run/two\nlines\u001b[31m\u009b' }, '/run/two\\nlines\\u001b[31m\\u009b'],
];

it.each(written)('%j is written %j, in errors too', (address, text) => {
  expect(describeAddress(address)).toBe(text);
  expect(socketError(-111, 'connect', address).message).toBe(`connect ECONNREFUSED ${text}`);
});

it.each([null, 5, {}, { host: 5, port: 80 }, { host: 'x', port: '80' }, { path: 5 }])(
  '%j is no address',
  (wrong) => {
    const error = thrownBy(() => describeAddress(wrong as never));
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  },
);
