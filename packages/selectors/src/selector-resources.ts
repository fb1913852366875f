// Everything of a selector that the kernel or the event loop holds, apart from the selector itself
// so that it can be released when the selector is collected unclosed.

import type { LoopWatch } from './loop-watch.js';
import type { WakeupChannel } from './wakeup-channel.js';

/** What a selector has to give back. None of it refers to the selector. */
export class SelectorResources {
  watch: LoopWatch | null = null;
  channel: WakeupChannel | null = null;
  /** The epoll set: the selector's own, or the companion of one that has none. */
  set: { close(): void } | null = null;
  /** Forgets the selector among those that a fork renews. */
  unfork: () => void = () => {};

  release(): void {
    // The watch comes first: stopping it once the number is closed, and perhaps reused, would take
    // somebody else's descriptor out of the event loop.
    const { watch, channel, set } = this;
    this.watch = this.channel = this.set = null;
    this.unfork();
    try {
      watch?.close();
    } finally {
      try {
        channel?.close();
      } finally {
        set?.close();
      }
    }
  }
}

/** Releases the resources of selectors that were collected unclosed. */
export const abandonedSelectors = new FinalizationRegistry<SelectorResources>((resources) =>
  resources.release(),
);
