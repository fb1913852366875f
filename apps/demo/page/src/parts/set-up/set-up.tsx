// The form. The server checks every value again, and what it refuses is shown at its field.
import type { NumberField } from '../../../../src/lab/protocol/run-config.js';
import {
  HANDLER_COSTS,
  RUN_ORDERS,
  SLOW_PAUSE_MS,
} from '../../../../src/lab/protocol/run-config.js';
import { start } from '../../state/runs.js';
import { change, config } from '../../state/set-up.js';
import { texts } from '../../texts/texts.js';
import { Choice } from '../choice.js';
import { ClaimPicker } from './claim-picker.js';
import { ModelPicker } from './model-picker.js';
import { NumberInput } from './number-input.js';
import { StartRow } from './start-row.js';

const LOAD_FIELDS: readonly NumberField[] = ['clients', 'messageBytes', 'thinkMs', 'slowPercent'];

export function SetUp() {
  const { setUp } = texts.value;
  return (
    <section aria-labelledby="set-up-title">
      <h2 id="set-up-title">{setUp.title}</h2>
      <form
        class="set-up"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void start(config.value);
        }}
      >
        <ClaimPicker />
        <ModelPicker />
        <div class="fields">
          <LoadFields />
          <HandlerFields />
          <RunFields />
        </div>
        <StartRow />
      </form>
    </section>
  );
}

function LoadFields() {
  const { setUp } = texts.value;
  return (
    <fieldset>
      <legend>{setUp.load}</legend>
      {LOAD_FIELDS.map((field) => (
        <NumberInput
          key={field}
          field={field}
          hint={field === 'slowPercent' ? setUp.slowHint(SLOW_PAUSE_MS) : undefined}
        />
      ))}
    </fieldset>
  );
}

function HandlerFields() {
  const { setUp } = texts.value;
  return (
    <fieldset>
      <legend>{setUp.handler}</legend>
      <Choice
        name="handlerCost"
        label={setUp.cost}
        isLabelHidden
        values={HANDLER_COSTS}
        value={config.value.handlerCost}
        textOf={(one) => setUp.costs[one]}
        hint={config.value.handlerCost === 'sleep' ? setUp.sleepHint : undefined}
        onChoose={(handlerCost) => change({ handlerCost })}
      />
      <NumberInput field="handlerMs" isDisabled={config.value.handlerCost === 'none'} />
      <NumberInput field="poolSize" isDisabled={!config.value.models.some(isPool)} />
    </fieldset>
  );
}

const isPool = (model: string): boolean => model.endsWith('-pool');

function RunFields() {
  const { setUp } = texts.value;
  return (
    <fieldset>
      <legend>{setUp.run}</legend>
      <NumberInput field="seconds" />
      <Choice
        name="order"
        label={setUp.order}
        values={RUN_ORDERS}
        value={config.value.order}
        textOf={(one) => setUp.orders[one]}
        hint={config.value.order === 'together' ? setUp.togetherHint : undefined}
        onChoose={(order) => change({ order })}
      />
    </fieldset>
  );
}
