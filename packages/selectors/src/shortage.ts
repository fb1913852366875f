// Shortages of descriptors, memory or epoll watches, which may be over at the next wait.

const SHORTAGES = new Set<unknown>(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC']);

/** Whether an error is a shortage. */
export function isShortage(error: unknown): boolean {
  return SHORTAGES.has((error as { code?: unknown }).code);
}
