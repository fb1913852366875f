// The names of the questions, in the order in which `pnpm bench` asks them. It asks here before its set-up as well, when
// nothing may be installed: this file imports nothing.

export const questionNames = [
  'echo',
  'echo-own-node',
  'latency',
  'datagrams',
  'idle-connections',
  'cost-per-call',
  'cost-per-event',
  'waiting',
  'servers',
  'persistent',
  'cpu-bound',
  'pool-size',
];

/** What is wrong with a name; undefined when a question has it, or none is named. */
export const wrongName = (name) =>
  name === undefined || questionNames.includes(name)
    ? undefined
    : `no question "${name}": there are ${questionNames.join(', ')}`;
