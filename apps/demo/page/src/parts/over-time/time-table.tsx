import type { TimeLine } from '../../plots/time-plot.js';
import type { Unit } from '../../run/unit.js';
import { formatted, number } from '../../texts/format.js';

interface TimeTableProps {
  readonly lines: readonly TimeLine[];
  readonly unit: Unit;
}

/** A row for each sample; the n-th samples of all models stand side by side, each with its own time. */
export function TimeTable({ lines, unit }: TimeTableProps) {
  const rows = Math.max(0, ...lines.map(({ points }) => points.length));
  return (
    <table>
      <thead>
        <tr>
          {lines.map(({ key, label }) => (
            <th key={key} scope="col" colSpan={2}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_one, row) => (
          <tr key={row}>
            {lines.map(({ key, points }) => (
              <Cells key={key} point={points[row]} unit={unit} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellsProps {
  readonly point: TimeLine['points'][number] | undefined;
  readonly unit: Unit;
}

function Cells({ point, unit }: CellsProps) {
  if (point === undefined) return <td colSpan={2} />;
  return (
    <>
      <td class="at">{number(point.at)} s</td>
      <td>{formatted(point.value, unit)}</td>
    </>
  );
}
