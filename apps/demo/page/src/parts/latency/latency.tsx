import { LineChart } from '../../plots/line-chart.js';
import { lines } from '../../state/lines.js';
import { texts } from '../../texts/texts.js';
import { FiguresTable } from '../figures-table.js';
import { Legend } from '../legend.js';
import { useWidth } from '../use-width.js';
import { latencyChart } from './latency-chart.js';
import { LatencyTable } from './latency-table.js';

export function Latency() {
  const { latency } = texts.value;
  const [box, width] = useWidth<HTMLDivElement>();
  const measured = lines.value.filter(({ modelRun }) => modelRun.summary?.latencyMs);
  const chart = latencyChart(measured);
  return (
    <section class="plots" aria-labelledby="latency-title">
      <h3 id="latency-title">{latency.title}</h3>
      <p class="about">{measured.length === 0 ? latency.none : latency.about}</p>
      <Legend lines={measured} />
      <div ref={box}>
        {chart !== null && width > 0 && (
          <LineChart label={latency.title} width={width} height={320} {...chart} />
        )}
      </div>
      {measured.length > 0 && (
        <>
          <p class="axis-note">{latency.percentile}</p>
          <FiguresTable of={latency.title}>{() => <LatencyTable lines={measured} />}</FiguresTable>
        </>
      )}
    </section>
  );
}
