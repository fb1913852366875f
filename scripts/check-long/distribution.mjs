/** Minimum, median and maximum of some times, in whole milliseconds. */
export function distribution(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (index) => `${Math.round(sorted[index] ?? Number.NaN)} ms`;
  return { min: at(0), median: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}
