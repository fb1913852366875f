// What happens in a round: when and how the server is closed, and what its clients want of it. It follows from random
// numbers, so that a round can be had again, though not how processes interleave.

const CLIENTS = 30;
/** From when the server began to serve, or from its first request. */
const LATEST_MS = { serving: 400, busy: 100 };
/** How long clients go on arriving after that. */
const STRAGGLE_MS = 40;
const MOST_GRACE_MS = 60;

export const ways = ['serverClose', 'serverClose with graceMs', 'shutdown', 'shutdown and back'];

const within = (random, most) => Math.floor(random() * most);

const workOf = (random) => {
  const share = random();
  if (share < 0.7) return 0;
  return share < 0.95 ? within(random, 15) : within(random, 60);
};

/** A client that holds its connection leaves after a while; where the server ends it, perhaps never. */
function clientOf(random, { lastsMs, isStream, mayStay }) {
  const atMs = within(random, lastsMs);
  const workMs = workOf(random);
  if (!isStream || random() >= 0.15) return { atMs, workMs, holdMs: 0 };
  return { atMs, workMs: 0, holdMs: mayStay ? null : 1 + within(random, 150) };
}

/** The next round of a class. */
export function planOf(random, { isStream, isSequential }) {
  const way = ways[within(random, ways.length)];
  // Half of them are closed while the first threads or processes start, some of these at once.
  const from = random() < 0.5 ? 'serving' : 'busy';
  const momentMs = random() < 0.1 ? 0 : Math.floor(random() ** 2 * LATEST_MS[from]);
  const hasGrace = way === 'serverClose with graceMs' || (way !== 'serverClose' && random() < 0.5);
  const graceMs = hasGrace ? within(random, MOST_GRACE_MS) : null;
  // A sequential server is blocked by such a client, in this thread, and cannot even be asked to close.
  const options = { lastsMs: momentMs + STRAGGLE_MS, isStream, mayStay: hasGrace && !isSequential };
  const clients = Array.from({ length: CLIENTS }, () => clientOf(random, options));
  return { way, from, momentMs, graceMs, clients };
}
