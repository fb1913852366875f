import type { SavedRun } from '../../run/saved-runs.js';
import { shown } from '../../state/runs.js';
import {
  compareWith,
  openFile,
  openRun,
  remove,
  savedNotice,
  savedRuns,
} from '../../state/saved.js';
import { dateTime } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

export function SavedRuns() {
  const { runs } = texts.value;
  return (
    <section class="saved" aria-labelledby="saved-title">
      <div class="plots-head">
        <h2 id="saved-title">{runs.title}</h2>
        <FileButton />
      </div>
      <SavedNotice />
      {savedRuns.value.length === 0 ? (
        <p class="empty">{runs.none}</p>
      ) : (
        <ul class="saved-list">
          {savedRuns.value.map((saved) => (
            <SavedItem key={saved.id} saved={saved} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SavedItem({ saved }: { readonly saved: SavedRun }) {
  const { models } = texts.value;
  const isShown = shown.value?.id === saved.id;
  return (
    <li aria-current={isShown ? 'true' : undefined}>
      <div>
        <strong>{saved.name}</strong>
        <small>
          {dateTime(saved.startedAt)} · {saved.models.map((model) => models[model]).join(', ')}
        </small>
      </div>
      <div class="buttons">
        <SavedButton saved={saved} action="open" isDisabled={isShown} />
        <SavedButton saved={saved} action="compare" isDisabled={isShown || shown.value === null} />
        <SavedButton saved={saved} action="remove" isDisabled={false} />
      </div>
    </li>
  );
}

const ACTIONS = { open: openRun, compare: compareWith, remove };

interface SavedButtonProps {
  readonly saved: SavedRun;
  readonly action: keyof typeof ACTIONS;
  readonly isDisabled: boolean;
}

function SavedButton({ saved, action, isDisabled }: SavedButtonProps) {
  const { runs } = texts.value;
  return (
    <button
      type="button"
      class={action === 'remove' ? 'quiet' : ''}
      disabled={isDisabled}
      aria-label={`${runs[action]} ${runs.of(saved.name)}`}
      onClick={() => ACTIONS[action](saved.id)}
    >
      {runs[action]}
    </button>
  );
}

function FileButton() {
  return (
    <label class="file">
      <input
        type="file"
        accept="application/json,.json"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file may be chosen again.
          if (file !== undefined) void openFile(file).finally(() => (currentTarget.value = ''));
        }}
      />
      <span>{texts.value.runs.load}</span>
    </label>
  );
}

function SavedNotice() {
  const { runs } = texts.value;
  const notice = savedNotice.value;
  if (notice === null) return null;
  if (notice.kind === 'saved')
    return (
      <p class="notice" role="status">
        {runs.saved}
      </p>
    );
  const text = notice.kind === 'storage-full' ? runs.storageFull : runs.gone;
  const { problem, where } =
    notice.kind === 'bad-file' ? notice.file : { problem: null, where: '' };
  return (
    <p class="notice bad" role="alert">
      {problem === null ? text : runs.problems[problem]}
      {where !== '' && runs.problemAt(where)}
    </p>
  );
}
