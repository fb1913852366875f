// The targets of fdset's servers, as ratios of requests per second in the same round.
const of = (peer) => (reference, atLeast) => ({
  peer,
  reference,
  atLeast,
  cases: ['1-client', '8-clients'],
});

/** The cases of servers that have just begun. */
export const freshCases = ['8-clients-fresh', '64-clients-fresh'];

const fresh = { peer: 'fdset-threading-tcp', reference: 'cpython-threading-tcp', atLeast: 1 };

export const serverTargets = [
  of('fdset-tcp')('cpython-tcp', 1),
  of('fdset-threading-tcp')('cpython-threading-tcp', 1.5),
  of('fdset-forking-tcp')('cpython-forking-tcp', 1),
  of('fdset-forking-tcp')('node-spawning', 20),
  of('fdset-process-pool-tcp')('cpython-forking-tcp', 5),
  { ...fresh, cases: freshCases },
];
