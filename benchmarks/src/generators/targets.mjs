// What `fdset bench` has to reach, and how far its figures may be from those of others.
const against = (reference, bounds, cases) => ({
  peer: 'fdset-bench',
  reference,
  ...bounds,
  cases,
});

const echoCases = ['1x64x1', '50x64x1', '1000x64x1', '50x4096x1', '50x64x16'];

export const generatorTargets = [
  against('c-generator', { atLeast: 0.8 }, echoCases),
  against('c-generator', { metric: 'p50Ns', atLeast: 0.85, atMost: 1.15 }, echoCases.slice(0, 4)),
  against('wrk', { atLeast: 0.9, atMost: 1.1 }, ['http']),
  against('redis-benchmark', { atLeast: 0.9, atMost: 1.1 }, ['redis']),
];
