// What can stand for a descriptor wherever one is taken: selectors and sockets read it here.

/** A descriptor, or anything that has one: a `Socket`, a selector, a `FileHandle`. */
export type DescriptorLike = number | { readonly fd: number } | { fileno(): number };

interface Carrier {
  readonly fileno?: unknown;
  readonly fd?: unknown;
}

/**
 * What a value says that its descriptor is, unchecked: itself, what its `fileno()` gives, its `fd`; undefined for what says
 * nothing. It throws what `fileno()` throws.
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
