// Mistakes in making AsyncSockets.
import { describe, expect, it } from 'vitest';
import { AsyncSocket, RingUnavailableError, listen } from '../../src/async/index.js';
import * as posix from '@fdset/posix';
import { thrownBy } from '../support/sockets.js';
import { plainPair } from './contract/tls-pair.js';

describe('AsyncSocket.from', () => {
  it('refuses an AsyncSocket, which stays as it is', async () => {
    const [a, b] = plainPair();
    const error = thrownBy(() => AsyncSocket.from(a as never));
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' });
    expect(error.message).toContain('AsyncSocket already');
    expect(error.message).toContain('AsyncSocket.lend(socket)');
    await b.sendall('as before');
    expect((await a.recv(20)).toString()).toBe('as before');
  });
});

describe('listen', () => {
  it('is named by the errors of its arguments', () => {
    const here = { host: '127.0.0.1', port: 0 };
    const unknown = thrownBy(() => listen(here, { backLog: 3 } as object));
    expect(unknown).toMatchObject({ code: 'ERR_FDSET_UNKNOWN_OPTION' });
    expect(unknown.message).toMatch(/^listen has no option 'backLog'/);
    expect(thrownBy(() => listen(80 as never)).message).toMatch(/^listen takes /);
  });
});

it('the error of a system without rings is the class of @fdset/posix', () => {
  expect(RingUnavailableError).toBe(posix.RingUnavailableError);
});
