// The histogram as bars of letters. Each row is a factor of the one above it, because latencies differ by orders of magnitude.
import type { LogHistogram } from '../measure/log-histogram.js';
import { number, time } from './units.js';

const ROWS = 14;
const WIDTH = 40;
const NS_PER_MS = 1e6;
const BLOCKS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

interface Row {
  readonly toNs: number;
  count: number;
}

/** A line for each row, from the lowest time to the highest. */
export function drawHistogram(histogram: LogHistogram): string[] {
  if (histogram.count === 0) return [];
  const rows = rowsOf(histogram);
  const most = Math.max(...rows.map(({ count }) => count));
  const width = number(most).length;
  return rows.map(({ toNs, count }) => {
    const label = `≤ ${time(toNs / NS_PER_MS)}`.padStart(11);
    return `${label} ${number(count).padStart(width)} ${bar(count / most)}`;
  });
}

function rowsOf(histogram: LogHistogram): Row[] {
  const buckets = histogram.buckets();
  const lowest = Math.max(1, buckets[0]?.[0] ?? 1);
  const highest = Math.max(lowest + 1, histogram.maxMs * NS_PER_MS);
  const factor = Math.max(1.02, (highest / lowest) ** (1 / ROWS));
  const rows: Row[] = [];
  for (
    let toNs = lowest * factor;
    rows.length === 0 || toNs < highest * factor * 0.999;
    toNs *= factor
  )
    rows.push({ toNs, count: 0 });
  for (const [fromNs, count] of buckets) {
    const row = rows.find(({ toNs }) => fromNs <= toNs) ?? rows.at(-1);
    (row as Row).count += count;
  }
  return rows;
}

/** What there is of is seen, however little. */
function bar(share: number): string {
  const eighths = share === 0 ? 0 : Math.max(1, Math.round(share * WIDTH * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (BLOCKS[eighths % 8] ?? '');
}
