/** Minimum, median and maximum of some times, in whole milliseconds. */
export function distribution(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (index) => Math.round(sorted[index] ?? Number.NaN);
  return {
    minMs: at(0),
    medianMs: at(Math.floor(sorted.length / 2)),
    maxMs: at(sorted.length - 1),
  };
}
