// The picture that the document lacks: one read of each model, its phases, its thread and the other clients, on one axis.
import { signal } from '@preact/signals-core';
import type { Line } from '../../run/lines.js';
import { labelOf, lines } from '../../state/lines.js';
import { texts } from '../../texts/texts.js';
import { FiguresTable } from '../figures-table.js';
import { LineMark } from '../line-mark.js';
import { useWidth } from '../use-width.js';
import { layoutReads } from './layout-read.js';
import { NAMES_PX } from './names-px.js';
import { PhaseList } from './phase-list.js';
import { ReadDrawing } from './read-drawing.js';
import { ReadTable } from './read-table.js';
import { ThreadKey } from './thread-key.js';

const isToScale = signal(false);

export function Read() {
  const { read } = texts.value;
  return (
    <section class="plots" aria-labelledby="read-title">
      <div class="plots-head">
        <h3 id="read-title">{read.title}</h3>
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={isToScale.value}
            onChange={({ currentTarget }) => {
              isToScale.value = currentTarget.checked;
            }}
          />
          {read.toScale}
        </label>
      </div>
      <p class="about">{read.about}</p>
      <ThreadKey />
      <Reads />
      <FiguresTable of={read.title}>{() => <ReadTable lines={lines.value} />}</FiguresTable>
    </section>
  );
}

function Reads() {
  const [box, width] = useWidth<HTMLDivElement>();
  const known = lines.value.flatMap(({ modelRun }) => modelRun.timeline ?? []);
  const axis = layoutReads(known, Math.max(1, width - NAMES_PX), isToScale.value);
  let next = 0;
  return (
    <div ref={box} class="reads">
      {lines.value.map((line) => {
        const { timeline } = line.modelRun;
        const layout = timeline === null ? undefined : axis.layouts[next++];
        return (
          <article key={line.key} data-read={line.model} aria-label={labelOf(line)}>
            <ReadHead line={line} />
            {timeline !== null && layout !== undefined && width > 0 && (
              <>
                <ReadDrawing timeline={timeline} layout={layout} axis={axis} width={width} />
                <PhaseList phases={timeline.phases} />
              </>
            )}
          </article>
        );
      })}
    </div>
  );
}

function ReadHead({ line }: { readonly line: Line }) {
  const { read } = texts.value;
  const { timeline, timelineMissing, state } = line.modelRun;
  const missing = timelineMissing === null ? null : read.missing(timelineMissing);
  const pending = state === 'waiting' || state === 'running' ? read.notYet : read.missing('–');
  return (
    <>
      <h4>
        <LineMark slot={line.slot} of={line.of} />
        {labelOf(line)}
      </h4>
      <p class="meanwhile">
        {timeline === null ? (missing ?? pending) : read.meanwhile[timeline.blockedMeanwhile]}
      </p>
    </>
  );
}
