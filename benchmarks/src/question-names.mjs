// The names of the questions, in the order in which `pnpm bench` asks them. `pnpm bench` reads this file also before its
// set-up, when nothing may be installed, so the file imports nothing.

export const questionNames = [
  'echo',
  'echo-own-node',
  'tls',
  'latency',
  'datagrams',
  'requests',
  'generators',
  'idle-connections',
  'cost-per-call',
  'cost-per-event',
  'waiting',
  'servers',
  'persistent',
  'cpu-bound',
  'pool-size',
];

/** A complaint about a name; undefined if a question has the name, or if none is named. */
export const wrongName = (name) =>
  name === undefined || questionNames.includes(name)
    ? undefined
    : `no question "${name}": there are ${questionNames.join(', ')}`;
