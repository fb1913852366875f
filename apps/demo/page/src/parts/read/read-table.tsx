import type { Line } from '../../run/lines.js';
import { labelOf } from '../../state/lines.js';
import { bytes, number, time } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

export function ReadTable({ lines }: { readonly lines: readonly Line[] }) {
  const { read } = texts.value;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{read.phase}</th>
          <th scope="col">{read.start}</th>
          <th scope="col">{read.length}</th>
          <th scope="col">{read.thread}</th>
          <th scope="col">{read.source}</th>
        </tr>
      </thead>
      {lines.map((line) => (
        <ModelRows key={line.key} line={line} />
      ))}
    </table>
  );
}

function ModelRows({ line }: { readonly line: Line }) {
  const { read } = texts.value;
  const { timeline } = line.modelRun;
  if (timeline === null) return null;
  const about = read.bytesAndReads(bytes(timeline.bytes), number(timeline.reads));
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={5}>
          {labelOf(line)} <small>{`${about}; ${read.cpu(time(timeline.cpuUs))}`}</small>
        </th>
      </tr>
      {timeline.phases.map(({ id, startUs, lengthUs, thread, source }) => (
        <tr key={`${id}${startUs}`}>
          <th scope="row">{read.phases[id]}</th>
          <td>{time(startUs)}</td>
          <td>{time(lengthUs)}</td>
          <td>{read.states[thread]}</td>
          <td>{read.sources[source]}</td>
        </tr>
      ))}
    </tbody>
  );
}
