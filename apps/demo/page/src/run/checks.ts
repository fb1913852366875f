// Checks of values that come from outside. A library for this would take 3 % of what the page may weigh.

/** The path of the first wrong value inside; null if all are right. */
export type Check = (value: unknown, path: string) => string | null;

const check =
  (isRight: (value: unknown) => boolean): Check =>
  (value, path) =>
    isRight(value) ? null : path;

/** Nothing that the lab measures is negative, or so large that a sum of it, or a place in a plot, is no number any more. */
const MOST = 1e15;
export const amount = check((value) => isBetween(value, 0, MOST));
export const positive = check((value) => value !== 0 && isBetween(value, 0, MOST));
export const integerFrom = (min: number, max: number): Check =>
  check((value) => Number.isInteger(value) && isBetween(value, min, max));
export const text = check((value) => typeof value === 'string' && value.length <= 10_000);
export const time = check((value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)));
export const oneOf = (values: readonly unknown[]): Check => check((one) => values.includes(one));

/** False for what is no number. */
const isBetween = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max;

export const maybe =
  (inner: Check): Check =>
  (value, path) =>
    value === null ? null : inner(value, path);

export const listOf =
  (inner: Check, least = 0, most = 10_000): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return path;
    return firstWrong(value.map((one, index) => () => inner(one, `${path}[${index}]`)));
  };

/** A check for every field of `T`: one that is forgotten does not compile. */
export type Fields<T> = { readonly [K in keyof T]-?: Check };

/** An object with each of these fields, and whatever else. */
export const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null) return path;
    const checks = Object.entries(fields);
    return firstWrong(
      checks.map(([name, inner]) => {
        return () =>
          inner((value as Record<string, unknown>)[name], path ? `${path}.${name}` : name);
      }),
    );
  };

function firstWrong(checks: readonly (() => string | null)[]): string | null {
  for (const one of checks) {
    const wrong = one();
    if (wrong !== null) return wrong;
  }
  return null;
}
