// The distribution as lines over an axis of nines.
import type { LineChartProps } from '../../plots/line-chart.js';
import { logAxis } from '../../plots/scale.js';
import type { Line } from '../../run/lines.js';
import { PERCENTILE_TICKS, distributionOf, nines } from '../../run/percentiles.js';
import { formatted } from '../../texts/format.js';

/** Null if there is nothing to draw. */
export function latencyChart(
  lines: readonly Line[],
): Pick<LineChartProps, 'x' | 'y' | 'lines'> | null {
  const drawn = lines.map(({ key, slot, of, modelRun }) => ({
    key,
    slot,
    of,
    points: distributionOf(modelRun.summary?.latency ?? []).map(
      ({ percentile, ms }) => [nines(percentile), ms] as const,
    ),
  }));
  const places = drawn.flatMap(({ points }) => points);
  if (places.length === 0) return null;
  const most = Math.max(1, ...places.map(([x]) => x));
  const all = places.map(([, ms]) => ms).filter((ms) => ms > 0);
  const ticks = PERCENTILE_TICKS.map((percentile) => ({
    value: nines(percentile),
    label: String(percentile),
  })).filter(({ value }) => value <= most);
  return {
    x: { at: (value) => value / most, ticks },
    y: logAxis(Math.min(...all), Math.max(...all), (ms) => formatted(ms, 'ms')),
    lines: drawn,
  };
}
