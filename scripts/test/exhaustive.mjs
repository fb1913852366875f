// `pnpm check:long exhaustive` runs the tests in all their cases, `npm test` those that differ.

export const isExhaustive = process.env.FDSET_EXHAUSTIVE === '1';

/** All cases, or some of them in `npm test`. */
export const someOf = (all, some) => (isExhaustive ? all : some);
