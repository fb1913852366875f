/** The seed that was asked for by `--seed`, or a new one. */
export const chooseSeed = (wanted) =>
  wanted === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(wanted);
