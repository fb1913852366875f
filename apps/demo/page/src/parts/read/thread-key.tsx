import { texts } from '../../texts/texts.js';
import { Patterns } from './patterns.js';

const STATES = ['blocked', 'running', 'free'] as const;

export function ThreadKey() {
  const { states, thread } = texts.value.read;
  return (
    <ul class="legend thread-key">
      <li>{thread}:</li>
      {STATES.map((state) => (
        <li key={state}>
          <svg width="26" height="12" aria-hidden="true">
            <Patterns />
            <rect class={`thread-${state}`} x="0.5" y="0.5" width="25" height="11" />
          </svg>
          {states[state]}
        </li>
      ))}
    </ul>
  );
}
