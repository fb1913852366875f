// Of descriptors, of memory, of watches: what may be there again at the next wait.

const SHORTAGES = new Set<unknown>(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC']);

/** Whether an error is one of them. */
export function isShortage(error: unknown): boolean {
  return SHORTAGES.has((error as { code?: unknown }).code);
}
