import { signal } from '@preact/signals-core';
import type { MetricId, Percentile } from '../../run/over-time.js';
import { METRIC_IDS, METRIC_UNIT, PERCENTILES, pointsOf } from '../../run/over-time.js';
import type { Line } from '../../run/lines.js';
import { TimePlot } from '../../plots/time-plot.js';
import type { TimeLine } from '../../plots/time-plot.js';
import { labelOf, lines } from '../../state/lines.js';
import { formatted } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';
import { Choice } from '../choice.js';
import { FiguresTable } from '../figures-table.js';
import { Legend } from '../legend.js';
import { TimeTable } from './time-table.js';

const percentile = signal<Percentile>('p99');

export function OverTime() {
  const { overTime } = texts.value;
  return (
    <section class="plots" aria-labelledby="over-time-title">
      <div class="plots-head">
        <h3 id="over-time-title">{overTime.title}</h3>
        <Choice
          name="percentile"
          label={overTime.percentile}
          values={PERCENTILES}
          value={percentile.value}
          textOf={(one) => one}
          onChoose={(chosen) => {
            percentile.value = chosen;
          }}
        />
      </div>
      <Legend lines={lines.value} />
      <div class="plot-grid">
        {METRIC_IDS.map((metric) => (
          <MetricPlot key={metric} metric={metric} />
        ))}
      </div>
      <p class="axis-note">{overTime.seconds}</p>
    </section>
  );
}

function MetricPlot({ metric }: { readonly metric: MetricId }) {
  const name = titleOf(metric);
  const drawn = timeLinesOf(metric, percentile.value, lines.value);
  return (
    <figure>
      <figcaption>{name}</figcaption>
      <TimePlot
        label={name}
        lines={drawn}
        seconds={secondsOf(lines.value)}
        valueText={VALUE_TEXTS[metric]}
      />
      <FiguresTable of={name}>
        {() => <TimeTable lines={drawn} unit={METRIC_UNIT[metric]} />}
      </FiguresTable>
    </figure>
  );
}

/** One function for each unit, for ever the same: a plot is made anew when its function changes. */
const VALUE_TEXTS = Object.fromEntries(
  METRIC_IDS.map((metric) => [
    metric,
    (value: number) => formatted(value, METRIC_UNIT[metric]).replace(/ %$/, ''),
  ]),
) as Record<MetricId, (value: number) => string>;

function titleOf(metric: MetricId): string {
  const name = texts.value.overTime.metrics[metric];
  return metric === 'latency' ? `${name} ${percentile.value}` : name;
}

export function timeLinesOf(metric: MetricId, which: Percentile, all: readonly Line[]): TimeLine[] {
  return all.map(({ key, slot, of, model, modelRun }) => ({
    key,
    slot,
    of,
    label: labelOf({ model, of }),
    points: pointsOf(metric, modelRun.samples, which),
  }));
}

/** All models share the axis, so it ends where the longest run does. */
export function secondsOf(all: readonly Line[]): number {
  return Math.max(1, ...all.map(({ modelRun }) => (modelRun.samples.at(-1)?.atMs ?? 0) / 1000));
}
