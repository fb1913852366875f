// Lines in SVG: the distribution on the page, and every plot of the report, which has no scripts.
import { dashOf } from '../run/lines.js';
import type { Line } from '../run/lines.js';
import type { Axis } from './scale.js';

export interface ChartLine extends Pick<Line, 'key' | 'slot' | 'of'> {
  readonly points: readonly (readonly [number, number])[];
}

export interface LineChartProps {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly ChartLine[];
}

const ROOM = { left: 62, right: 14, top: 10, bottom: 24 };

export function LineChart({ label, width, height, x, y, lines }: LineChartProps) {
  const across = width - ROOM.left - ROOM.right;
  const down = height - ROOM.top - ROOM.bottom;
  const place: Place = {
    x: (value) => round(ROOM.left + x.at(value) * across),
    y: (value) => round(ROOM.top + (1 - y.at(value)) * down),
    right: width - ROOM.right,
    bottom: ROOM.top + down,
  };
  return (
    <svg class="chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img">
      <title>{label}</title>
      {y.ticks.map((tick) => (
        <YTick key={tick.value} {...tick} place={place} />
      ))}
      {x.ticks.map((tick) => (
        <XTick key={tick.value} {...tick} place={place} />
      ))}
      {lines.map((line) => (
        <ChartPath key={line.key} line={line} place={place} />
      ))}
    </svg>
  );
}

interface Place {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly right: number;
  readonly bottom: number;
}

interface TickProps {
  readonly value: number;
  readonly label: string;
  readonly place: Place;
}

function YTick({ value, label, place }: TickProps) {
  const y = place.y(value);
  return (
    <g>
      <line class="grid" x1={ROOM.left} x2={place.right} y1={y} y2={y} />
      <text class="tick" x={ROOM.left - 8} y={y} dy="0.32em" text-anchor="end">
        {label}
      </text>
    </g>
  );
}

function XTick({ value, label, place }: TickProps) {
  const x = place.x(value);
  return (
    <g>
      <line class="grid" x1={x} x2={x} y1={ROOM.top} y2={place.bottom} />
      <text class="tick" x={x} y={place.bottom + 18} text-anchor="middle">
        {label}
      </text>
    </g>
  );
}

function ChartPath({ line, place }: { readonly line: ChartLine; readonly place: Place }) {
  const places = line.points.map(([x, y]) => [place.x(x), place.y(y)] as const);
  const isThin = line.of === 'B';
  const every = Math.ceil(places.length / 24);
  const marked = isThin ? places.filter((_place, index) => index % every === 0) : [];
  return (
    <g>
      <polyline
        class={`line slot-${line.slot} ${isThin ? 'thin' : ''}`}
        points={places.map((one) => one.join(',')).join(' ')}
        stroke-dasharray={dashOf(line).join(' ') || undefined}
      />
      {marked.map(([cx, cy]) => (
        <circle key={cx} class={`point slot-${line.slot}`} cx={cx} cy={cy} r="2.5" />
      ))}
    </g>
  );
}

const round = (px: number): number => Math.round(px * 10) / 10;
