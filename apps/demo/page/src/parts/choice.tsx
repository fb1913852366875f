// One of a few: radio buttons that look like one control.
interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly values: readonly T[];
  readonly value: T;
  readonly textOf: (value: T) => string;
  /** Said below. */
  readonly hint?: string | undefined;
  readonly onChoose: (value: T) => void;
}

export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { name, label, isLabelHidden = false, values, value, textOf, hint, onChoose } = props;
  return (
    <fieldset class="choice">
      <legend class={isLabelHidden ? 'hidden' : ''}>{label}</legend>
      <div class="choice-values">
        {values.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={name}
              value={one}
              checked={one === value}
              onChange={() => onChoose(one)}
            />
            <span>{textOf(one)}</span>
          </label>
        ))}
      </div>
      {hint !== undefined && <small>{hint}</small>}
    </fieldset>
  );
}
