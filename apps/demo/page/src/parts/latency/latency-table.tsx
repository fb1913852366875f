import type { Line } from '../../run/lines.js';
import { latencyAt } from '../../run/percentiles.js';
import { labelOf } from '../../state/lines.js';
import { formatted } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

const PERCENTILES = [50, 75, 90, 99, 99.9, 99.99] as const;

interface LatencyTableProps {
  readonly lines: readonly Line[];
}

export function LatencyTable({ lines }: LatencyTableProps) {
  const { latency } = texts.value;
  const slowest = ({ modelRun }: Line) => modelRun.summary?.latencyMs?.max ?? null;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{latency.percentile}</th>
          {lines.map((line) => (
            <th key={line.key} scope="col">
              {labelOf(line)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {PERCENTILES.map((one) => (
          <Row key={one} name={String(one)} lines={lines} of={(line) => at(line, one)} />
        ))}
        <Row name={latency.most} lines={lines} of={slowest} />
      </tbody>
    </table>
  );
}

const at = ({ modelRun }: Line, percentile: number): number | null =>
  latencyAt(modelRun.summary?.latency ?? [], percentile);

interface RowProps extends LatencyTableProps {
  readonly name: string;
  readonly of: (line: Line) => number | null;
}

function Row({ name, lines, of }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {lines.map((line) => (
        <td key={line.key}>{formatted(of(line), 'ms')}</td>
      ))}
    </tr>
  );
}
