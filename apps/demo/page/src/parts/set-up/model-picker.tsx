// The models in the document's sections. Those that this system refuses say why.
import type { ModelId } from '../../../../src/lab/protocol/run-config.js';
import { MODEL_IDS, MOST_MODELS } from '../../../../src/lab/protocol/run-config.js';
import { info } from '../../state/lab.js';
import { refusal } from '../../state/runs.js';
import { change, config } from '../../state/set-up.js';
import { texts } from '../../texts/texts.js';

const SECTIONS = [
  ['blocking', ['blocking', 'threads', 'threads-anew', 'processes', 'thread-pool', 'process-pool']],
  ['nonblocking', ['nonblocking']],
  ['multiplexing', ['select', 'poll', 'epoll']],
  ['asynchronous', ['async', 'async-uring']],
] as const;

export function ModelPicker() {
  const { models, sections } = texts.value.setUp;
  const message = refusal.value?.field === 'models' ? refusal.value.message : null;
  return (
    <fieldset class="models" aria-describedby="models-problem">
      <legend>{models}</legend>
      {SECTIONS.map(([section, ids]) => (
        <div key={section} class="model-section">
          <p>{sections[section]}</p>
          {ids.map((id) => (
            <ModelBox key={id} model={id} />
          ))}
        </div>
      ))}
      <small id="models-problem" class="problem" aria-live="polite">
        {message}
      </small>
    </fieldset>
  );
}

function ModelBox({ model }: { readonly model: ModelId }) {
  const chosen = config.value.models;
  const isChosen = chosen.includes(model);
  const why = info.value?.unavailable.find((one) => one.model === model)?.why;
  const isFull = isChosen ? chosen.length === 1 : chosen.length >= MOST_MODELS;
  return (
    <label class="model-box">
      <input
        type="checkbox"
        name="models"
        value={model}
        checked={isChosen}
        disabled={isFull || (why !== undefined && !isChosen)}
        onChange={() => toggle(model)}
      />
      <span>
        {texts.value.models[model]}
        {why !== undefined && <small class="problem">{why}</small>}
      </span>
    </label>
  );
}

function toggle(model: ModelId): void {
  const { models } = config.value;
  const isWanted = (one: ModelId): boolean => models.includes(one) !== (one === model);
  change({ models: MODEL_IDS.filter(isWanted) });
}
