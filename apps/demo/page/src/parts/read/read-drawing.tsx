// One read as three rows: its phases, what the thread does, and whether other clients are served while it waits.
import type { ReadTimeline } from '../../../../src/lab/protocol/lab-event.js';
import { time } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';
import { roundStep } from '../../plots/scale.js';
import type { PlacedPhase, ReadAxis, ReadLayout } from './layout-read.js';
import { isWaiting } from './layout-read.js';
import { Patterns } from './patterns.js';
import { NAMES_PX } from './names-px.js';

interface ReadDrawingProps {
  readonly timeline: ReadTimeline;
  readonly layout: ReadLayout;
  readonly axis: ReadAxis;
  readonly width: number;
}

const PHASE_PX = 26;
const BAND_PX = 14;
const GAP_PX = 5;

export function ReadDrawing({ timeline, layout, axis, width }: ReadDrawingProps) {
  const { rows } = texts.value.read;
  const threadY = layout.lanes * (PHASE_PX + 2) + GAP_PX;
  const othersY = threadY + BAND_PX + GAP_PX;
  const axisY = othersY + BAND_PX + GAP_PX;
  const height = axisY + 18;
  return (
    <svg class="read" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img">
      <title>{sentenceOf(timeline)}</title>
      <Patterns />
      <RowName y={PHASE_PX / 2} text={rows.phases} />
      <RowName y={threadY + BAND_PX / 2} text={rows.thread} />
      <RowName y={othersY + BAND_PX / 2} text={rows.others} />
      <g transform={`translate(${NAMES_PX} 0)`}>
        {layout.phases.map((placed) => (
          <Phase key={`${placed.phase.id}${placed.x}`} placed={placed} />
        ))}
        {layout.phases.map((placed) => (
          <ThreadBand key={`${placed.phase.id}${placed.x}`} placed={placed} y={threadY} />
        ))}
        <Others timeline={timeline} layout={layout} y={othersY} />
        <ReadTicks axis={axis} width={width - NAMES_PX} y={axisY} />
      </g>
    </svg>
  );
}

function RowName({ y, text }: { readonly y: number; readonly text: string }) {
  return (
    <text class="row-name" x="0" y={y} dy="0.32em">
      {text}
    </text>
  );
}

function Phase({
  placed: { phase, x, width, lane, isShortened },
}: {
  readonly placed: PlacedPhase;
}) {
  const { phases, sources, brokenWait } = texts.value.read;
  const name = phases[phase.id];
  const y = lane * (PHASE_PX + 2);
  const hasRoom = width > textPx(name) + 10;
  return (
    <g class={`phase ${phase.source}`}>
      <title>{`${name}: ${time(phase.lengthUs)}, ${sources[phase.source]}`}</title>
      <rect class={`phase-${phase.id}`} x={x} y={y} width={width} height={PHASE_PX} />
      {isShortened && <Break x={x + width * 0.82} y={y} title={brokenWait} />}
      {hasRoom && (
        <text class={`phase-name on-${phase.id}`} x={x + 6} y={y + PHASE_PX / 2} dy="0.34em">
          {name}
        </text>
      )}
    </g>
  );
}

/** The mark of a shortened wait: two slanted strokes through the bar. */
function Break({
  x,
  y,
  title,
}: {
  readonly x: number;
  readonly y: number;
  readonly title: string;
}) {
  const stroke = `M${x - 4} ${y + PHASE_PX + 3}l6 -${PHASE_PX + 6}M${x + 2} ${y + PHASE_PX + 3}l6 -${PHASE_PX + 6}`;
  return (
    <g class="break">
      <title>{title}</title>
      <path class="break-gap" d={`M${x - 1} ${y + PHASE_PX + 3}l6 -${PHASE_PX + 6}`} />
      <path class="break-edge" d={stroke} />
    </g>
  );
}

function ThreadBand({ placed, y }: { readonly placed: PlacedPhase; readonly y: number }) {
  if (placed.lane > 0) return null;
  const { thread } = placed.phase;
  return (
    <rect class={`thread-${thread}`} x={placed.x} y={y} width={placed.width} height={BAND_PX}>
      <title>{texts.value.read.states[thread]}</title>
    </rect>
  );
}

interface OthersProps {
  readonly timeline: ReadTimeline;
  readonly layout: ReadLayout;
  readonly y: number;
}

function Others({ timeline, layout, y }: OthersProps) {
  const waits = layout.phases.filter(({ phase }) => isWaiting(phase));
  const first = waits.at(0);
  const last = waits.at(-1);
  if (first === undefined || last === undefined) return null;
  const width = last.x + last.width - first.x;
  const text = texts.value.read.meanwhileShort[timeline.blockedMeanwhile];
  return (
    <g class="others">
      <rect
        class={`others-${timeline.blockedMeanwhile}`}
        x={first.x}
        y={y}
        width={width}
        height={BAND_PX}
      />
      <text
        class="others-name"
        x={width > textPx(text) + 10 ? first.x + 6 : first.x + width + 6}
        y={y + BAND_PX / 2}
        dy="0.34em"
      >
        {text}
      </text>
    </g>
  );
}

function ReadTicks({
  axis,
  width,
  y,
}: {
  readonly axis: ReadAxis;
  readonly width: number;
  readonly y: number;
}) {
  const step = roundStep(
    (width - axis.arrivalX) / axis.pxPerUs / Math.max(1, (width - axis.arrivalX) / 90),
  );
  const count = Math.floor((width - axis.arrivalX) / axis.pxPerUs / step);
  const ticks = Array.from({ length: count + 1 }, (_one, index) => index * step);
  return (
    <g>
      <line class="arrival" x1={axis.arrivalX} x2={axis.arrivalX} y1="0" y2={y} />
      {ticks.map((value) => {
        const x = axis.arrivalX + value * axis.pxPerUs;
        return (
          <text key={value} class="tick" x={x} y={y + 12} text-anchor={anchorOf(x, width)}>
            {value === 0 ? texts.value.read.arrival : `+${time(value)}`}
          </text>
        );
      })}
    </g>
  );
}

function anchorOf(x: number, width: number): 'start' | 'middle' | 'end' {
  if (x > width - 30) return 'end';
  return x < 40 ? 'start' : 'middle';
}

function sentenceOf({ phases }: ReadTimeline): string {
  const { phases: names, states } = texts.value.read;
  return phases
    .map(({ id, lengthUs, thread }) => `${names[id]} ${time(lengthUs)} (${states[thread]})`)
    .join(', ');
}

/** How wide a text of the drawing is, about: a Chinese character is twice as wide as a letter. */
function textPx(text: string): number {
  const wide = text.match(/[\u2e80-\uffff]/g)?.length ?? 0;
  return wide * 12 + (text.length - wide) * 6.2;
}
