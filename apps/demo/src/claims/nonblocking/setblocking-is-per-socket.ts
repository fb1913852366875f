// A claim of 4.6.2.2, non-blocking I/O.
import { claim } from '../claim.js';
import { setBlocking } from '../questions/set-blocking.js';
import { all, decide, holds, holdsWhen, met, wrong } from '../verdict.js';

export const setblockingIsPerSocket = claim({
  id: 'setblocking-is-per-socket',
  section: '4.6.2.2',
  document: ['server.setblocking(False) #False的话就成非阻塞了,这只是对于socket套接字来说的'],
  english: 'setblocking(False) makes it non-blocking, and only that socket.',
  how: 'setblocking(false) of a listener; then the flag (O_NONBLOCK) of the listener, of a socket that it accepts, of others, and of a duplicate (dup) of its descriptor. A recv on the accepted one waits for its time-out of 20 ms.',
  figures: {
    itself: {
      label: 'non-blocking: the listener',
      unit: 'count',
      of: setBlocking,
      peer: 'listener',
      metric: 'itself',
      isYesOrNo: true,
      threshold: { atLeast: 1 },
    },
    accepted: {
      label: 'non-blocking: what it accepts',
      unit: 'count',
      of: setBlocking,
      peer: 'listener',
      metric: 'accepted',
      isYesOrNo: true,
      threshold: { atMost: 0 },
    },
    other: {
      label: 'non-blocking: other sockets',
      unit: 'count',
      of: setBlocking,
      peer: 'listener',
      metric: 'other',
      isYesOrNo: true,
      threshold: { atMost: 0 },
    },
    duplicate: {
      label: 'non-blocking: a duplicate of it',
      unit: 'count',
      of: setBlocking,
      peer: 'listener',
      metric: 'duplicate',
      isYesOrNo: true,
      threshold: { atLeast: 1 },
    },
    refused: {
      label: 'accept refuses after',
      unit: 'ms',
      of: setBlocking,
      peer: 'listener',
      metric: 'refusedMs',
    },
    waited: {
      label: 'recv of the accepted one waits for',
      unit: 'ms',
      of: setBlocking,
      peer: 'listener',
      metric: 'waitedMs',
      threshold: { atLeast: 15 },
    },
  },
  judge: ({ itself, accepted, other, duplicate, waited }) => {
    const only = all(met(itself), met(accepted), met(other), met(waited));
    if (only === 'yes' && met(duplicate) === 'yes')
      return holdsWhen(
        'no other descriptor stands for the same socket',
        'Neither other sockets nor the accepted one became non-blocking (on Linux; BSD passes the flag on). A duplicate did: the flag is in the open file, which dup, fork and passed descriptors share.',
      );
    return decide(only, {
      yes: holds(
        'Neither the accepted socket, nor another one, nor a duplicate became non-blocking.',
      ),
      no: wrong('Another socket became non-blocking too, or the listener did not.'),
    });
  },
});
