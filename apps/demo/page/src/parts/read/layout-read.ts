// Where the phases of a read are drawn. All models share one axis, on which the bytes arrive at 0. A wait that dwarfs the rest is
// shortened, the same for all models, and drawn with a break in it.
import type { ReadPhase, ReadTimeline } from '../../../../src/lab/protocol/lab-event.js';

export interface PlacedPhase {
  readonly phase: ReadPhase;
  /** Pixels. */
  readonly x: number;
  readonly width: number;
  /** Phases that overlap are drawn below each other; 0 is the topmost. */
  readonly lane: number;
  readonly isShortened: boolean;
}

export interface ReadLayout {
  readonly phases: readonly PlacedPhase[];
  readonly lanes: number;
}

export interface ReadAxis {
  readonly layouts: readonly ReadLayout[];
  /** Where the bytes arrive. */
  readonly arrivalX: number;
  readonly pxPerUs: number;
}

/** The wait is at most this part of everything else, unless all is drawn to scale. */
const MOST_OF_REST = 0.4;
const LEAST_PX = 1.5;

export function layoutReads(
  timelines: readonly ReadTimeline[],
  width: number,
  isToScale: boolean,
): ReadAxis {
  const most = isToScale ? Infinity : longestWait(timelines);
  const spans = timelines.map((timeline) => spansOf(timeline, most));
  const all = spans.flat();
  const from = Math.min(0, ...all.map(({ start }) => start));
  const to = Math.max(...all.map(({ end }) => end), from + 1);
  const pxPerUs = width / (to - from);
  return {
    layouts: spans.map((one) => layout(one, from, pxPerUs)),
    arrivalX: -from * pxPerUs,
    pxPerUs,
  };
}

export const isWaiting = ({ id }: ReadPhase): boolean => id === 'wait' || id === 'poll';

interface Span {
  readonly phase: ReadPhase;
  readonly start: number;
  readonly end: number;
  readonly isShortened: boolean;
}

function longestWait(timelines: readonly ReadTimeline[]): number {
  const rests = timelines.map(({ phases }) =>
    phases.filter((phase) => !isWaiting(phase)).reduce((sum, { lengthUs }) => sum + lengthUs, 0),
  );
  return Math.max(1, MOST_OF_REST * Math.max(...rests));
}

/** Time in µs since the arrival, with the waits shortened to `most`. */
function spansOf({ phases }: ReadTimeline, most: number): Span[] {
  const waits = phases.filter(isWaiting);
  const cuts = waits.map(({ startUs, lengthUs }) => ({
    startUs,
    lengthUs,
    factor: Math.min(1, most / Math.max(lengthUs, 1e-9)),
  }));
  const shortened = (at: number): number =>
    cuts.reduce((time, { startUs, lengthUs, factor }) => {
      const inside = Math.min(Math.max(at - startUs, 0), lengthUs);
      return time - inside * (1 - factor);
    }, at);
  const arrival = shortened(
    Math.max(0, ...waits.map(({ startUs, lengthUs }) => startUs + lengthUs)),
  );
  return phases.map((phase) => ({
    phase,
    start: shortened(phase.startUs) - arrival,
    end: shortened(phase.startUs + phase.lengthUs) - arrival,
    isShortened: isWaiting(phase) && phase.lengthUs > most,
  }));
}

function layout(spans: readonly Span[], from: number, pxPerUs: number): ReadLayout {
  const ends: number[] = [];
  const phases = [...spans]
    .sort((a, b) => a.start - b.start)
    .map(({ phase, start, end, isShortened }) => {
      const free = ends.findIndex((one) => one <= start + 1e-6);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = end;
      const width = Math.max(LEAST_PX, (end - start) * pxPerUs);
      return { phase, x: (start - from) * pxPerUs, width, lane, isShortened };
    });
  return { phases, lanes: Math.max(1, ends.length) };
}
