import { useState } from 'preact/hooks';
import { NUMBER_FIELDS } from '../../config/config-hash.js';
import { isStarting, liveId, refusal, stop } from '../../state/runs.js';
import { config } from '../../state/set-up.js';
import { texts } from '../../texts/texts.js';

export function StartRow() {
  const { setUp } = texts.value;
  const isRunning = liveId.value !== null;
  return (
    <div class="start-row">
      <button type="submit" class="main" disabled={isStarting.value}>
        {isRunning ? setUp.startAgain : setUp.start}
      </button>
      {isRunning && (
        <button type="button" onClick={() => void stop()}>
          {setUp.stop}
        </button>
      )}
      <LinkButton />
      <Refusal />
    </div>
  );
}

/** What cannot be shown at a field. */
function Refusal() {
  const refused = refusal.value;
  const fields: readonly string[] = [...NUMBER_FIELDS, 'models'];
  if (refused === null || (refused.field !== null && fields.includes(refused.field))) return null;
  return (
    <p class="problem" role="alert">
      {texts.value.failed(refused.message)}
    </p>
  );
}

function LinkButton() {
  const [copiedFor, setCopiedFor] = useState<unknown>(null);
  const { link, linkCopied } = texts.value.setUp;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href);
    setCopiedFor(config.value);
  };
  return (
    <button type="button" class="quiet" onClick={() => void copy()} aria-live="polite">
      {copiedFor === config.value ? linkCopied : link}
    </button>
  );
}
