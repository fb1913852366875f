// posix: io_uring. What the kernel refuses to take completes with an error, and nothing is lost.
import * as posix from '@fdset/posix';

const { POLLIN } = posix;

// A ring that waits for one receive.
const waiting = (s) => {
  const [fd, peer] = s.pair();
  const ring = new posix.Ring();
  s.defer(() => ring.close());
  ring.recv(fd, 10);
  return { ring, fd, peer };
};

const submitted = (s) => {
  const context = waiting(s);
  context.ring.submit();
  posix.send(context.peer, Buffer.from('x'));
  posix.waitFd(context.ring.fileno(), POLLIN, null);
  return context;
};

const resultOf = (ring, count) => (count === 0 ? 'pending' : ring.completions[7]);

// After a failure the ring does what it did before.
const stillReceives = ({ ring, fd, peer }) => {
  while (ring.inFlight > 0) {
    ring.cancel(ring.completions[5]);
    ring.submit();
    if (ring.inFlight > 0) posix.waitFd(ring.fileno(), POLLIN, null);
    ring.drain();
  }
  posix.send(peer, Buffer.from('y'));
  ring.recv(fd, 10);
  if (ring.submit() !== 1) throw new Error('it receives nothing any more');
};

const noMemory = { value: -12 };
const PENDING = { value: 'pending' };

export const ringOperations = {
  'new posix.Ring': {
    symbols: ['syscall', 'mmap', 'munmap', 'eventfd'],
    errorClass: 'RingUnavailableError',
    // The kernel frees the memory of a closed ring later, so ENOMEM is tried again. EINVAL of the second registration means
    // a kernel without incremental buffers.
    rules: {
      'io_uring_setup ENOMEM': 'same',
      'io_uring_register#2 EINVAL': 'same',
      'openat EACCES': 'same',
    },
    act: (_, s) => {
      const ring = new posix.Ring();
      s.defer(() => ring.close());
    },
  },
  'Ring.submit': {
    symbols: ['syscall'],
    setup: waiting,
    rules: { 'io_uring_enter EAGAIN': noMemory, 'io_uring_enter ENOMEM': noMemory },
    act: ({ ring }) => ({ value: resultOf(ring, ring.submit()) }),
    check: stillReceives,
  },
  'Ring.drain': {
    symbols: ['read'],
    setup: submitted,
    // What the kernel did not do is signalled again.
    rules: { read: 'same', 'io_uring_enter EAGAIN': PENDING, 'io_uring_enter ENOMEM': PENDING },
    act: ({ ring }) => ({ value: resultOf(ring, ring.drain()) }),
    check: ({ ring }) => {
      if (ring.inFlight > 0) ring.drain();
      if (ring.inFlight > 0) throw new Error('the completion was lost');
    },
  },
  'Ring.close': {
    symbols: ['syscall', 'munmap'],
    setup: (s) => {
      const [fd] = s.pair();
      const ring = new posix.Ring();
      ring.recv(fd, 10);
      ring.submit();
      return { ring };
    },
    // It is tried again.
    rules: { io_uring_register: 'same', io_uring_enter: 'same', close: 'same', munmap: 'same' },
    act: ({ ring }) => ring.close(),
  },
};
