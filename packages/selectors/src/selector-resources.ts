// The resources of a selector in the kernel and the event loop. They are separate from the selector, so that they can be
// released after an unclosed selector was garbage-collected.

import type { LoopWatch } from './loop-watch.js';
import type { WakeupChannel } from './wakeup-channel.js';

/** The resources that a selector must release. None of them refers to the selector. */
export class SelectorResources {
  watch: LoopWatch | null = null;
  channel: WakeupChannel | null = null;
  /** The selector's own epoll set, or its companion set. */
  set: { close(): void } | null = null;
  /** Stops renewing the selector after a fork. */
  stopRenewing: () => void = () => {};

  release(): void {
    // The watch is stopped first. After the number was closed, and perhaps reused, stopping it would remove another
    // descriptor from the event loop.
    const { watch, channel, set } = this;
    this.watch = this.channel = this.set = null;
    this.stopRenewing();
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

/** Releases the resources of unclosed selectors that were garbage-collected. */
export const abandonedSelectors = new FinalizationRegistry<SelectorResources>((resources) =>
  resources.release(),
);
