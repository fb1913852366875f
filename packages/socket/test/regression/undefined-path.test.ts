import { expect, it } from 'vitest';
import { createConnection, createListener } from '../../src/index.js';
import type { Address } from '../../src/index.js';
import { owned, thrownBy } from '../support/sockets.js';

it('an address with an undefined path beside host and port is an internet address', () => {
  const address = { host: '127.0.0.1', port: 0, path: undefined } as unknown as Address;
  const listener = owned(createListener(address));
  owned(createConnection({ ...listener.getsockname(), path: undefined } as unknown as Address));
});

it.each([null, 5, {}])('a path of %s is a coded TypeError', (path) => {
  const address = { path } as unknown as Address;
  const code = 'ERR_FDSET_INVALID_ARG_TYPE';
  expect(thrownBy(() => createListener(address)).code).toBe(code);
  expect(thrownBy(() => createConnection(address)).code).toBe(code);
});
