// What strace counted, in a run of its own; told apart from the figures above it by its frame and its words.
import type { SyscallCounts } from '../../../../src/lab/protocol/lab-info.js';
import type { ModelId } from '../../../../src/lab/protocol/run-config.js';
import { info } from '../../state/lab.js';
import { liveId } from '../../state/runs.js';
import { count, countings } from '../../state/syscalls.js';
import { number } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

export function Strace({ model }: { readonly model: ModelId }) {
  const { strace, models, runs } = texts.value;
  const counting = countings.value[model];
  const isCounting = counting?.kind === 'counting';
  const isMissing = info.value?.strace === false;
  return (
    <div class="strace">
      <button
        type="button"
        class="quiet"
        disabled={isCounting || isMissing || liveId.value !== null}
        title={isMissing ? strace.missing : undefined}
        aria-label={`${strace.button} ${runs.of(models[model])}`}
        onClick={() => void count(model)}
      >
        {isCounting ? strace.counting : strace.button}
      </button>
      {counting?.kind === 'failed' && (
        <p class="problem" role="alert">
          {counting.message}
        </p>
      )}
      {counting?.kind === 'counted' && <Counts counts={counting.counts} />}
    </div>
  );
}

function Counts({ counts }: { readonly counts: SyscallCounts }) {
  const { strace } = texts.value;
  return (
    <div class="strace-counts" role="status">
      <table>
        <caption>{strace.title}</caption>
        <thead>
          <tr>
            <th scope="col">{strace.call}</th>
            <th scope="col">{strace.perMessage}</th>
          </tr>
        </thead>
        <tbody>
          {counts.perMessage.map(({ name, count: perMessage }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{number(perMessage)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <small>{strace.note(number(counts.messages))}</small>
    </div>
  );
}
