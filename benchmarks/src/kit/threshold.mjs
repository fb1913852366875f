// Holds figures against a threshold: `{ atLeast, atMost }`, either of which may be missing.

export const isWithin = (value, { atLeast = -Infinity, atMost = Infinity }) =>
  value >= atLeast && value <= atMost;

/** One or two values are no spread, so they decide nothing. */
export const fewestRounds = 3;

/**
 * Where a spread lies: `within` the threshold or `beyond` it with both quartiles; `across` if the quartiles are on both sides, or
 * are those of fewer than three rounds; `unmeasured` without a value.
 */
export const compare = ({ low, high, count }, threshold) => {
  if (count === 0) return 'unmeasured';
  const [isLowIn, isHighIn] = [isWithin(low, threshold), isWithin(high, threshold)];
  if (count < fewestRounds || isLowIn !== isHighIn || isSplit({ low, high }, threshold))
    return 'across';
  return isLowIn ? 'within' : 'beyond';
};

/** Both quartiles are outside, but on different sides. */
const isSplit = ({ low, high }, { atLeast = -Infinity, atMost = Infinity }) =>
  low < atLeast && high > atMost;
