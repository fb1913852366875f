// The line of NODE_DEBUG=fdset for one call of a selector's mechanism.

import { debugLine, debugWait } from '@fdset/posix';

import { nameEvents } from './events.js';
import type { ReadyEntry } from './registration.js';

/** Begins a wait, and returns what writes its line. A poll that found nothing has none: an event loop makes many. */
export function debugCollect(
  selector: object,
  timeoutMs: number | null,
): (ready: readonly ReadyEntry<unknown, unknown>[]) => void {
  const waited = timeoutMs === null || timeoutMs > 0 ? debugWait(timeoutMs) : null;
  const { name } = selector.constructor;
  return (ready) => {
    const found = ready.map(({ key, events }) => `${key.fd} ${nameEvents(events)}`).join(', ');
    if (waited !== null) waited(`${name} found ${found || 'nothing'}`);
    else if (found !== '') debugLine(`${name} found ${found}`);
  };
}
