// Medians of what reads gave.

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

/** The median of each figure of `reads`. */
export const medianOf = (reads) =>
  Object.fromEntries(
    Object.keys(reads[0]).map((name) => [name, median(reads.map((read) => read[name]))]),
  );
