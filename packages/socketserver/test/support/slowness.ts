/** How many times slower than usual processes start; `pnpm check:long sanitizers` says so. */
export const SLOWNESS = Number(process.env['FDSET_TEST_SLOWNESS'] ?? 1);
