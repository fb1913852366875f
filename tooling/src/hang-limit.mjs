/**
 * A guard against what hangs, and the only limit of time that a test has: far beyond what the slowest machine needs, so
 * that none fails because it is slow.
 */
export const HANG_MS = 600_000;
