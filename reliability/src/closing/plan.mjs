// The plan of a round: when and how the server is closed, and what its clients ask for. It follows from random numbers,
// so a seed repeats the round, but not how the processes interleave.

const CLIENTS = 30;
/** The latest moment of closing, counted from the begin of serving or from the first request. */
const LATEST_MS = { serving: 400, busy: 100 };
/** How long clients still arrive after that. */
const STRAGGLE_MS = 40;
const MOST_GRACE_MS = 60;

export const ways = ['serverClose', 'serverClose with graceMs', 'shutdown', 'shutdown and back'];

const within = (random, most) => Math.floor(random() * most);

const workOf = (random) => {
  const share = random();
  if (share < 0.7) return 0;
  return share < 0.95 ? within(random, 15) : within(random, 60);
};

/** The plan of a client. One that holds its connection leaves after a while, or stays if the server ends its connection. */
function clientOf(random, { lastsMs, isStream, mayStay }) {
  const atMs = within(random, lastsMs);
  const workMs = workOf(random);
  if (!isStream || random() >= 0.15) return { atMs, workMs, holdMs: 0 };
  return { atMs, workMs: 0, holdMs: mayStay ? null : 1 + within(random, 150) };
}

/** The next round of a class. */
export function planOf(random, { isStream, isSequential }) {
  const way = ways[within(random, ways.length)];
  // Half of the servers are closed while the first threads or processes start, and some of those at once.
  const from = random() < 0.5 ? 'serving' : 'busy';
  const momentMs = random() < 0.1 ? 0 : Math.floor(random() ** 2 * LATEST_MS[from]);
  const hasGrace = way === 'serverClose with graceMs' || (way !== 'serverClose' && random() < 0.5);
  const graceMs = hasGrace ? within(random, MOST_GRACE_MS) : null;
  // A client that stays blocks a sequential server's thread, so that server cannot even be asked to close.
  const options = { lastsMs: momentMs + STRAGGLE_MS, isStream, mayStay: hasGrace && !isSequential };
  const clients = Array.from({ length: CLIENTS }, () => clientOf(random, options));
  return { way, from, momentMs, graceMs, clients };
}
