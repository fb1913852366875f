// Anything thrown as text. What was thrown is the handler's: a getter or a trap of it may throw as well, and
// must not take the server's own work with it.
import { inspect } from 'node:util';

/** As `inspect`, which throws what getters and traps of its subject do. */
export const shown = (value: unknown): string => {
  try {
    return inspect(value);
  } catch {
    return `something that cannot be shown (${typeof value})`;
  }
};
