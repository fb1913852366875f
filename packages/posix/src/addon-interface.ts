// Whether what was loaded is the addon of this release. A path may name another one, or no addon at all; its functions would fail
// somewhere else, and their arguments may have another order.

/**
 * The number of what the addon exports, which native/addon.h has as well. Raise both when a function, its arguments or
 * a constant changes; test/addon-interface.test.ts fails until you have.
 */
export const ADDON_INTERFACE = 1;

export function isOfThisRelease(exports: unknown): boolean {
  return (Object(exports) as { INTERFACE?: unknown }).INTERFACE === ADDON_INTERFACE;
}
