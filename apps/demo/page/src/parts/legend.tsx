import { labelOf } from '../state/lines.js';
import type { Line } from '../run/lines.js';
import { LineMark } from './line-mark.js';

export function Legend({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ul class="legend">
      {lines.map((line) => (
        <li key={line.key}>
          <LineMark slot={line.slot} of={line.of} />
          {labelOf(line)}
        </li>
      ))}
    </ul>
  );
}
