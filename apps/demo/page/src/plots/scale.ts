// Axes: round ticks, linear and logarithmic.

export interface Axis {
  /** Where a value stands, from 0 to 1. */
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** From 0 to at least `most`. */
export function linearAxis(most: number, label: (value: number) => string, count = 5): Axis {
  const step = roundStep(most / count);
  const end = Math.max(step, Math.ceil(most / step - 1e-9) * step);
  const values = Array.from({ length: Math.round(end / step) + 1 }, (_one, index) => index * step);
  return {
    at: (value) => value / end,
    ticks: values.map((value) => ({ value, label: label(value) })),
  };
}

/** Whole decades around the values. */
export function logAxis(least: number, most: number, label: (value: number) => string): Axis {
  const from = Math.floor(Math.log10(least));
  const to = Math.max(from + 1, Math.ceil(Math.log10(most)));
  const values = Array.from({ length: to - from + 1 }, (_one, index) => 10 ** (from + index));
  return {
    at: (value) => (Math.log10(Math.max(value, 10 ** from)) - from) / (to - from),
    ticks: values.map((value) => ({ value, label: label(value) })),
  };
}

/** 1, 2 or 5 times a power of ten. */
export function roundStep(wanted: number): number {
  if (!(wanted > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5, 10].find((one) => one * power >= wanted * (1 - 1e-9)) ?? 10;
  return factor * power;
}
