// The line of a model, as the plots draw it.
import { dashOf } from '../run/lines.js';
import type { Line } from '../run/lines.js';

export function LineMark({ slot, of }: Pick<Line, 'slot' | 'of'>) {
  return (
    <svg class="line-mark" width="30" height="10" viewBox="0 0 30 10" aria-hidden="true">
      <line
        class={`line slot-${slot} ${of === 'B' ? 'thin' : ''}`}
        x1="1"
        y1="5"
        x2="29"
        y2="5"
        stroke-dasharray={dashOf({ slot }).join(' ') || undefined}
      />
      {of === 'B' && <circle class={`point slot-${slot}`} cx="15" cy="5" r="3" />}
    </svg>
  );
}
