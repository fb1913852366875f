import type { NumberField } from '../../../../src/lab/protocol/run-config.js';
import { BOUNDS } from '../../../../src/lab/protocol/run-config.js';
import { isWithin } from '../../config/config-hash.js';
import { refusal } from '../../state/runs.js';
import { change, config } from '../../state/set-up.js';
import { number } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

interface NumberInputProps {
  readonly field: NumberField;
  readonly hint?: string | undefined;
  readonly isDisabled?: boolean;
}

export function NumberInput({ field, hint, isDisabled = false }: NumberInputProps) {
  const { fields, units, range } = texts.value.setUp;
  const { min, max } = BOUNDS[field];
  const problem = problemOf(field);
  return (
    <div class="number">
      <label for={field}>{fields[field]}</label>
      <span class="number-value">
        <input
          id={field}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          value={config.value[field]}
          disabled={isDisabled}
          aria-describedby={`${field}-hint`}
          aria-invalid={problem !== null}
          onInput={({ currentTarget }) => change({ [field]: valueOf(currentTarget) })}
        />
        <span class="unit">{units[field]}</span>
      </span>
      <small id={`${field}-hint`} class={problem === null ? '' : 'problem'}>
        {problem ?? [range(number(min, 5), number(max, 5)), hint].filter(Boolean).join('; ')}
      </small>
    </div>
  );
}

/** An empty field is no number; it is sent as null, and refused like every other wrong value. */
function valueOf({ value, valueAsNumber }: HTMLInputElement): number {
  return value === '' ? Number.NaN : valueAsNumber;
}

function problemOf(field: NumberField): string | null {
  const { outside } = texts.value.setUp;
  const { min, max } = BOUNDS[field];
  if (!isWithin(field, config.value[field])) return outside(number(min, 5), number(max, 5));
  return refusal.value?.field === field ? refusal.value.message : null;
}
