// What fdset's servers are to reach, as ratios of requests per second in the same round.
const of = (peer) => (reference, atLeast) => ({
  peer,
  reference,
  atLeast,
  cases: ['1-client', '8-clients'],
});

export const serverTargets = [
  of('fdset-tcp')('cpython-tcp', 1),
  of('fdset-threading-tcp')('cpython-threading-tcp', 1.5),
  of('fdset-forking-tcp')('cpython-forking-tcp', 1),
  of('fdset-forking-tcp')('node-spawning', 20),
  of('fdset-process-pool-tcp')('cpython-forking-tcp', 5),
];
