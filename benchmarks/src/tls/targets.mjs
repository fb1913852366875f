// The targets of fdset's TLS connections, as ratios of requests per second in the same round.
const cases = ['50x64x1', '50x4096x1', '50x65536x1'];

export const tlsTargets = ['node-tls', 'node-tls-pipe'].map((reference) => ({
  peer: 'fdset-tls-stream',
  reference,
  atLeast: 0.95,
  cases,
}));
