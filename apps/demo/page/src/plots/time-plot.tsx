// A live plot: uPlot, which draws thousands of points on a canvas without a noticeable cost for the machine that is being measured.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { dashOf } from '../run/lines.js';
import type { Line } from '../run/lines.js';
import type { Point } from '../run/over-time.js';
import { useWidth } from '../parts/use-width.js';
import { isDark } from '../state/theme.js';

export interface TimeLine extends Pick<Line, 'key' | 'slot' | 'of'> {
  readonly label: string;
  readonly points: readonly Point[];
}

export interface TimePlotProps {
  readonly label: string;
  readonly lines: readonly TimeLine[];
  /** The end of the shared axis, in s. */
  readonly seconds: number;
  readonly valueText: (value: number) => string;
}

const HEIGHT = 170;

export function TimePlot({ label, lines, seconds, valueText }: TimePlotProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const plot = useRef<uPlot | null>(null);
  const shape = lines.map(({ key, label: text }) => `${key}=${text}`).join();
  useEffect(() => {
    if (box.current === null || width === 0) return undefined;
    plot.current = new uPlot(optionsOf(lines, width, valueText), undefined, box.current);
    return () => plot.current?.destroy();
    // A plot cannot change its lines or colours: only then it is made anew.
  }, [shape, width, isDark.value, valueText]);
  useEffect(() => {
    plot.current?.setData(dataOf(lines), false);
    plot.current?.setScale('x', { min: 0, max: seconds });
  });
  return <div class="time-plot" ref={box} role="img" aria-label={label} />;
}

function optionsOf(
  lines: readonly TimeLine[],
  width: number,
  valueText: (value: number) => string,
): uPlot.Options {
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { sync: { key: 'over-time' }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [axis({ size: 28, space: 44 }), axis({ size: 62, space: 32, values: texts(valueText) })],
    series: [{}, ...lines.map(seriesOf)],
    padding: [8, 10, 0, 0],
  };
}

const texts =
  (valueText: (value: number) => string) =>
  (_plot: uPlot, splits: number[]): string[] =>
    splits.map(valueText);

function axis(options: uPlot.Axis): uPlot.Axis {
  const grid = { stroke: colour('--grid'), width: 1 };
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  return { stroke: colour('--soft'), grid, ticks: { show: false }, font, gap: 6, ...options };
}

function seriesOf(line: TimeLine): uPlot.Series {
  const isThin = line.of === 'B';
  const stroke = colour(`--slot-${line.slot}`);
  return {
    label: line.label,
    stroke,
    width: isThin ? 1 : 2,
    dash: dashOf(line),
    spanGaps: false,
    points: { show: isThin || isAlone, size: 5, fill: stroke },
  };
}

/** A single sample makes no line. */
function isAlone({ data }: uPlot, series: number): boolean {
  return (data[series] ?? []).filter((value) => value !== null && value !== undefined).length < 2;
}

/** Samples of two models are never of the same instant: what a line lacks at another's instant is no gap in it. */
function dataOf(lines: readonly TimeLine[]): uPlot.AlignedData {
  const tables = lines.map(({ points }): uPlot.AlignedData => [
    points.map(({ at }) => at),
    points.map(({ value }) => value),
  ]);
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
