import type { Line } from '../../run/lines.js';
import { latencyAt } from '../../run/percentiles.js';
import { formatted } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';
import { LinesTable } from '../lines-table.js';

const PERCENTILES = [50, 75, 90, 99, 99.9, 99.99] as const;

export function LatencyTable({ lines }: { readonly lines: readonly Line[] }) {
  const { latency } = texts.value;
  const percentiles = PERCENTILES.map((one) => ({
    name: String(one),
    of: ({ modelRun }: Line) => formatted(latencyAt(modelRun.summary?.latency ?? [], one), 'ms'),
  }));
  const slowest = {
    name: latency.most,
    of: ({ modelRun }: Line) => formatted(modelRun.summary?.latencyMs?.max ?? null, 'ms'),
  };
  return <LinesTable lines={lines} head={latency.percentile} rows={[...percentiles, slowest]} />;
}
