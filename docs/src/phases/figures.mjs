// Medians of what reads gave, and the order of a round.

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

/** The median of each figure of `reads`. */
export const medianOf = (reads) =>
  Object.fromEntries(
    Object.keys(reads[0]).map((name) => [name, median(reads.map((read) => read[name]))]),
  );

/** The values in random order. */
export const shuffled = (values) =>
  values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
