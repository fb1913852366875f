// The page's plots as they are without a canvas and without a window to measure.
import { latencyChart } from '../parts/latency/latency-chart.js';
import { secondsOf, timeLinesOf } from '../parts/over-time/over-time.js';
import { layoutReads } from '../parts/read/layout-read.js';
import { PhaseList } from '../parts/read/phase-list.js';
import { NAMES_PX } from '../parts/read/names-px.js';
import { ReadDrawing } from '../parts/read/read-drawing.js';
import { ThreadKey } from '../parts/read/thread-key.js';
import { LineChart } from '../plots/line-chart.js';
import { linearAxis } from '../plots/scale.js';
import type { Line } from '../run/lines.js';
import type { MetricId } from '../run/over-time.js';
import { METRIC_IDS, METRIC_UNIT } from '../run/over-time.js';
import { labelOf } from '../state/lines.js';
import { formatted, number } from '../texts/format.js';
import { texts } from '../texts/texts.js';

interface PlotsProps {
  readonly lines: readonly Line[];
}

const WIDE = 880;
const HALF = 430;

export function ReportOverTime({ lines }: PlotsProps) {
  return (
    <div class="plot-grid">
      {METRIC_IDS.map((metric) => (
        <MetricChart key={metric} metric={metric} lines={lines} />
      ))}
    </div>
  );
}

function MetricChart({ metric, lines }: PlotsProps & { readonly metric: MetricId }) {
  const drawn = timeLinesOf(metric, 'p99', lines).map(({ key, slot, of, points }) => ({
    key,
    slot,
    of,
    points: points.flatMap(({ at, value }) => (value === null ? [] : [[at, value] as const])),
  }));
  const most = Math.max(0, ...drawn.flatMap(({ points }) => points.map(([, value]) => value)));
  const name = texts.value.overTime.metrics[metric];
  return (
    <figure>
      <figcaption>{metric === 'latency' ? `${name} p99` : name}</figcaption>
      <LineChart
        label={name}
        width={HALF}
        height={190}
        x={linearAxis(secondsOf(lines), (at) => `${number(at)} s`)}
        y={linearAxis(most, (value) => formatted(value, METRIC_UNIT[metric]), 4)}
        lines={drawn}
      />
    </figure>
  );
}

export function ReportLatency({ lines }: PlotsProps) {
  const chart = latencyChart(lines);
  if (chart === null) return null;
  return <LineChart label={texts.value.latency.title} width={WIDE} height={340} {...chart} />;
}

export function ReportReads({ lines }: PlotsProps) {
  const known = lines.flatMap((line) => {
    const { timeline } = line.modelRun;
    return timeline === null ? [] : [{ line, timeline }];
  });
  const axis = layoutReads(
    known.map(({ timeline }) => timeline),
    WIDE - NAMES_PX,
    false,
  );
  return (
    <div class="reads">
      <ThreadKey />
      {known.map(({ line, timeline }, index) => (
        <article key={line.key}>
          <h3>{labelOf(line)}</h3>
          <p>{texts.value.read.meanwhile[timeline.blockedMeanwhile]}</p>
          <ReadDrawing timeline={timeline} layout={axis.layouts[index]!} axis={axis} width={WIDE} />
          <PhaseList phases={timeline.phases} />
        </article>
      ))}
    </div>
  );
}
