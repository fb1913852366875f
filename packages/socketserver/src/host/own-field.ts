// Reads what came from elsewhere: only what the message itself has counts, whatever a handler's module has done to
// Object.prototype, and nothing is believed before its type was looked at.

/** An own property of a message; undefined when it has none, or is no object. */
export const ownField = (message: unknown, name: string): unknown =>
  typeof message === 'object' && message !== null && Object.hasOwn(message, name)
    ? (message as Record<string, unknown>)[name]
    : undefined;

/** As `ownField`, a number from 0 on; null when it is none. */
export const ownAmount = (message: unknown, name: string): number | null => {
  const value = ownField(message, name);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
};

/** As `ownField`, a string; null when it is none. */
export const ownText = (message: unknown, name: string): string | null => {
  const value = ownField(message, name);
  return typeof value === 'string' ? value : null;
};
