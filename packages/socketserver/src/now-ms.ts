// The clock of servers, taken when they are loaded, as their timers are (from node:timers): a test runner that replaces those
// of globalThis must not make limits and drains wait for ever.

/** Milliseconds on the clock of `performance.now()`, whatever has taken its place. */
export const nowMs: () => number = performance.now.bind(performance);
