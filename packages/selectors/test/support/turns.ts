// Helpers that let the event loop turn, or hold it up.

/** A turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Keeps the thread busy, so that the clock of the event loop lags behind. */
export function busy(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}
