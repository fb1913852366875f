import type { ReadPhase } from '../../../../src/lab/protocol/lab-event.js';
import { time } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

/** Every phase with its length, also those that are too short to have their name in the drawing. */
export function PhaseList({ phases }: { readonly phases: readonly ReadPhase[] }) {
  const { phases: names, sources } = texts.value.read;
  return (
    <ul class="phase-list">
      {phases.map(({ id, startUs, lengthUs, source }) => (
        <li key={`${id}${startUs}`} class={source}>
          <svg width="11" height="11" aria-hidden="true">
            <rect class={`phase-${id}`} x="0.5" y="0.5" width="10" height="10" />
          </svg>
          {names[id]} <b>{time(lengthUs)}</b> <i>{sources[source]}</i>
        </li>
      ))}
    </ul>
  );
}
