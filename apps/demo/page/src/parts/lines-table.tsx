// A table with a column for each line, which is a model of a run, and a row for each figure of it.
import type { Line } from '../run/lines.js';
import { labelOf } from '../state/lines.js';

interface Row {
  readonly name: string;
  readonly of: (line: Line) => string;
}

interface LinesTableProps {
  readonly lines: readonly Line[];
  /** What the rows are. */
  readonly head?: string;
  readonly rows: readonly Row[];
}

export function LinesTable({ lines, head, rows }: LinesTableProps) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          {lines.map((line) => (
            <th key={line.key} scope="col">
              {labelOf(line)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, of }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {lines.map((line) => (
              <td key={line.key}>{of(line)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
