// `pnpm check:long exhaustive` runs all cases of the tests. `npm test` runs only the cases that differ.

export const isExhaustive = process.env.FDSET_EXHAUSTIVE === '1';

/** All cases, or some of them in `npm test`. */
export const someOf = (all, some) => (isExhaustive ? all : some);
