// The values that selectors and sockets accept as a descriptor.

/** A descriptor, or an object that has one: a `Socket`, a selector, a `FileHandle`. */
export type DescriptorLike = number | { readonly fd: number } | { fileno(): number };

interface Carrier {
  readonly fileno?: unknown;
  readonly fd?: unknown;
}

/**
 * The unchecked descriptor of a value: a number itself, the result of its `fileno()`, or its `fd`; undefined if it has none of
 * these. It throws the errors of `fileno()`.
 */
export function carriedDescriptor(value: unknown): unknown {
  if (typeof value === 'number') return value;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    return undefined;
  const carrier = value as Carrier;
  if (typeof carrier.fileno === 'function') return carrier.fileno() as unknown;
  const { fd } = carrier;
  return typeof fd === 'number' ? fd : undefined;
}
