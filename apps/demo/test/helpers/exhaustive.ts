// `pnpm check:long exhaustive` runs every contract for every server, in all its cases; `npm test` those that differ.

export const isExhaustive = process.env['FDSET_EXHAUSTIVE'] === '1';
