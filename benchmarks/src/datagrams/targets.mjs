// The targets of fdset's datagram servers on Node's event loop, as ratios of echoes per second.
const peer = 'fdset-async';
const batching = ['fdset-batch', 'fdset-async-socket'];

export const datagramTargets = [
  { peer, reference: 'unix-dgram', atLeast: 1.15, cases: ['unix-1'] },
  { peer, reference: 'unix-dgram', atLeast: 1.5, cases: ['unix-8'] },
  { peer, reference: 'node-unix-socket', atLeast: 1.6, cases: ['unix-1', 'unix-8'] },
  {
    peer,
    reference: 'cpython-selectors',
    atLeast: 1,
    cases: ['unix-1', 'unix-8', 'udp-1', 'udp-8'],
  },
  { peer, reference: 'node-dgram', atLeast: 1.2, cases: ['udp-1'] },
  { peer, reference: 'node-dgram', atLeast: 1.5, cases: ['udp-8'] },
  { peer, reference: 'bun', atLeast: 1, cases: ['udp-1', 'udp-8'] },
  ...batching.map((one) => ({
    peer: one,
    reference: 'node-dgram',
    atLeast: 2,
    cases: ['udp-32'],
  })),
];
