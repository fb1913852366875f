// The cases of every echo peer: connections x bytes per message x requests outstanding on each connection.

const connectionCounts = [1, 50, 1000];
const sizes = [64, 4096, 65_536];
const depths = [1, 16];

/** The cases of the targets and of the plot. They get more rounds than the others, and a warm-up until code is compiled. */
const headline = new Set(['1x64x1', '50x64x1', '50x4096x1', '50x65536x1', '50x64x16', '1000x64x1']);

// 1 GiB would be under way at once. That would measure the kernel's memory limits, not a server.
const leftOut = new Set(['1000x65536x16']);

// The first two seconds of a server. They show the cost of its first results, before its code is compiled and its memory
// is collected for the first time.
const COLD = { warmupMs: 0, measureMs: 2000 };

/**
 * Parses `50x64x1` into `{ id, connections, size, depth }`. If it ends in `-cold`, it also has the times of a server's first
 * seconds. Null if it does not have that form.
 */
export const parseCase = (id) => {
  const match = /^(\d+)x(\d+)x(\d+)(-cold)?$/.exec(id);
  if (match === null) return null;
  const [connections, size, depth] = match.slice(1, 4).map(Number);
  if (!(connections > 0 && size > 0 && depth > 0)) return null;
  const one = { id, connections, size, depth };
  return match[4] === undefined ? one : { ...one, times: COLD };
};

const WARM = { warmupMs: 1000, measureMs: 600 };

const coldPeers = [
  'c-epoll',
  'fdset-recv-into',
  'fdset-document',
  'fdset-recycled',
  'cpython-selectors',
];

const coldCases = ['50x4096x1-cold', '50x65536x1-cold'].map((id) => ({
  ...parseCase(id),
  rounds: 5,
  peers: coldPeers,
}));

const allIds = depths.flatMap((depth) =>
  connectionCounts.flatMap((count) => sizes.map((size) => `${count}x${size}x${depth}`)),
);

/** Every case with its number of rounds. */
export const allCases = () => [
  ...allIds
    .filter((id) => !leftOut.has(id))
    .map((id) => ({
      ...parseCase(id),
      ...(headline.has(id) ? { rounds: 5, times: WARM } : { rounds: 2 }),
    })),
  ...coldCases,
];

export const quickCases = () =>
  ['50x64x1', '50x4096x1', '50x65536x1'].map((id) => ({
    ...parseCase(id),
    rounds: 3,
    times: WARM,
  }));

const unit = (size) => (size >= 1024 ? `${size / 1024} KiB` : `${size} B`);

/** The label in tables: `50 x 64 B`, and `x 16` if requests are pipelined. */
export const caseLabel = ({ connections, size, depth, times }) =>
  [
    `${connections.toLocaleString('en')} x ${unit(size)}`,
    ...(depth > 1 ? [` x ${depth}`] : []),
    ...(times?.warmupMs === 0 ? [', first 2 s'] : []),
  ].join('');
