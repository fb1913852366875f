import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SOCK_DGRAM, createListener } from '../../src/index.js';
import { errno, freshDirectory, thrownBy } from '../support/sockets.js';

it.each([true, false])(
  'a listener that cannot listen leaves no file, unlinkOnClose %s',
  (unlinkOnClose) => {
    const path = join(freshDirectory(), 'socket');
    // bind succeeds, listen(2) refuses a datagram socket.
    const error = thrownBy(() => createListener({ path }, { type: SOCK_DGRAM, unlinkOnClose }));
    expect(error.errno).toBe(-errno('EOPNOTSUPP'));
    expect(existsSync(path)).toBe(false);
  },
);
