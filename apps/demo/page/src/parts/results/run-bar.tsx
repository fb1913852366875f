// What is shown, in which state it is, and what can be done with it.
import { runTrace, runJson, runReport } from '../../report/downloads.js';
import type { RunRecord } from '../../run/run-record.js';
import { liveId, shown, showLive, stop } from '../../state/runs.js';
import { rename, save } from '../../state/saved.js';
import { dateTime } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

export function RunBar({ run }: { readonly run: RunRecord }) {
  const { runState, setUp } = texts.value;
  return (
    <div class="run-bar" data-run={run.id}>
      <p class={`run-state ${run.state}`} role="status">
        <span class="dot" />
        {runState[run.state]}
        <span class="when">{dateTime(run.startedAt)}</span>
      </p>
      <RunName run={run} />
      <div class="buttons">
        {liveId.value === run.id && (
          <button type="button" onClick={() => void stop()}>
            {setUp.stop}
          </button>
        )}
        <LiveButton />
        <RunButtons run={run} />
      </div>
    </div>
  );
}

function RunName({ run }: { readonly run: RunRecord }) {
  return (
    <label class="run-name">
      <span>{texts.value.runs.name}</span>
      <input
        type="text"
        maxLength={80}
        value={run.name}
        placeholder={standardName(run)}
        onInput={({ currentTarget }) => rename(run, currentTarget.value)}
      />
    </label>
  );
}

function RunButtons({ run }: { readonly run: RunRecord }) {
  const { runs } = texts.value;
  const isRunning = run.state === 'running';
  const named = { ...run, name: run.name || standardName(run) };
  return (
    <>
      <button type="button" disabled={isRunning} onClick={() => save(named)}>
        {runs.save}
      </button>
      <button type="button" disabled={isRunning} onClick={() => runJson(named)}>
        {runs.download}
      </button>
      <button type="button" disabled={isRunning} onClick={() => runReport(named)}>
        {runs.report}
      </button>
      <button
        type="button"
        disabled={isRunning}
        title={runs.traceHint}
        onClick={() => runTrace(named)}
      >
        {runs.trace}
      </button>
    </>
  );
}

/** Leads back from a saved run to the one that is being made. */
function LiveButton() {
  if (liveId.value === null || liveId.value === shown.value?.id) return null;
  return (
    <button type="button" onClick={showLive}>
      {texts.value.results.live}
    </button>
  );
}

function standardName({ config }: RunRecord): string {
  const { models } = texts.value;
  return config.models.map((model) => models[model]).join(', ');
}
