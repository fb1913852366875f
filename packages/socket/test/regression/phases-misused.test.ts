import { expect, it } from 'vitest';
import { AF_UNIX, SOCK_STREAM } from '../../src/index.js';
import { ownedPair, thrownBy } from '../support/sockets.js';

it.each([-1n, 2n ** 63n])(
  'a start at %d ns, which no clock can say, is a RangeError',
  (startedNs) => {
    const [a, b] = ownedPair();
    a.send('x');
    expect(thrownBy(() => b.recvPhases(1, { startedNs }))).toMatchObject({
      name: 'RangeError',
      code: 'ERR_FDSET_OUT_OF_RANGE',
    });
    expect(b.recvPhases(1, { startedNs: 0n }).data.toString()).toBe('x');
  },
);

it('the message about stamps that there are none of is a sentence', () => {
  const [a] = ownedPair(AF_UNIX, SOCK_STREAM);
  expect(thrownBy(() => a.setTimestamps({ hardware: true })).message).toBe(
    'the kernel has no time stamps on Unix streams',
  );
});
