// Orders that differ from round to round. They can be repeated, because the seed is in the results.

/** A shuffled copy (Fisher and Yates). */
export const shuffled = (items, random) => {
  const copy = [...items];
  for (let index = copy.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [copy[index], copy[other]] = [copy[other], copy[index]];
  }
  return copy;
};
