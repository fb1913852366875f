import { FIGURE_IDS, UNIT_OF, figuresOf } from '../run/figures.js';
import type { Line } from '../run/lines.js';
import type { RunRecord } from '../run/run-record.js';
import { LatencyTable } from '../parts/latency/latency-table.js';
import { LinesTable } from '../parts/lines-table.js';
import { CompareTable } from '../parts/results/compare-table.js';
import { ReadTable } from '../parts/read/read-table.js';
import { Legend } from '../parts/legend.js';
import { labelOf } from '../state/lines.js';
import { dateTime, formatted } from '../texts/format.js';
import { texts } from '../texts/texts.js';
import { ReportHead } from './report-head.js';
import { ReportLatency, ReportOverTime, ReportReads } from './report-plots.js';

export interface ReportProps {
  readonly run: RunRecord;
  readonly other: RunRecord | null;
  readonly lines: readonly Line[];
}

export function Report({ run, other, lines }: ReportProps) {
  const { results, read, overTime, latency } = texts.value;
  return (
    <main class="report">
      <ReportHead run={run} />
      <h2>{results.title}</h2>
      <Legend lines={lines} />
      <FiguresOf lines={lines} />
      <Deaths lines={lines} />
      {other !== null && <CompareTable a={run} b={other} isStatic />}
      <h2>{read.title}</h2>
      <p>{read.about}</p>
      <ReportReads lines={lines} />
      <ReadTable lines={lines} />
      <h2>{overTime.title}</h2>
      <ReportOverTime lines={lines} />
      <h2>{latency.title}</h2>
      <ReportLatency lines={lines} />
      <LatencyTable lines={lines} />
      <footer>
        {texts.value.title} · {dateTime(run.startedAt)}
      </footer>
    </main>
  );
}

function FiguresOf({ lines }: { readonly lines: readonly Line[] }) {
  const rows = FIGURE_IDS.map((id) => ({
    name: texts.value.figures[id],
    of: ({ modelRun }: Line) => formatted(figuresOf(modelRun)[id], UNIT_OF[id]),
  }));
  return <LinesTable lines={lines} rows={rows} />;
}

function Deaths({ lines }: { readonly lines: readonly Line[] }) {
  const dead = lines.filter(({ modelRun }) => modelRun.why !== null);
  return (
    <>
      {dead.map((line) => (
        <p key={line.key} class="notice bad">
          {labelOf(line)}: {texts.value.died(line.modelRun.why ?? '')}
        </p>
      ))}
    </>
  );
}
