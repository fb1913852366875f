// What calls-program.ts does while strace counts its system calls.

export const CALLS_MODES = ['recv', 'select, recv', 'sendall, small', 'sendall, large'] as const;
export type CallsMode = (typeof CALLS_MODES)[number];

/** How often each mode does its work. */
export const REPEATS = 50;
export const SMALL_BYTES = 64;
export const LARGE_BYTES = 256 << 10;
/** The kernel doubles it. */
export const SMALL_SNDBUF = 4096;
