// Chooses the selector of a wait: the caller's, or one that all waits of a thread share. The shared selector exists while a
// wait uses it.

import { argTypeError } from '@fdset/posix';

import type { BaseSelector } from './base-selector.js';
import { clocks } from './clocks.js';
import { DefaultSelector } from './default-selector.js';
import type { ReadyCallback } from './descriptor-waits.js';
import { LoopWaits } from './loop-waits.js';
import { SelectorImpl } from './selector-impl.js';

/** A selector whose data are callbacks. */
type CallbackSelector = SelectorImpl<ReadyCallback>;

const waitsBySelector = new WeakMap<BaseSelector, LoopWaits>();

/** The waits of this thread's shared selector, and the number of their users. */
let shared: LoopWaits | null = null;
let users = 0;

/** The waits of the given selector, or of the shared one. Call `releaseWaits` when they are not used any more. */
export function acquireWaits(selector: BaseSelector | undefined): LoopWaits {
  if (selector !== undefined) return waitsOf(selector);
  shared ??= new LoopWaits(new DefaultSelector() as CallbackSelector);
  users++;
  return shared;
}

/**
 * Gives the waits back. `soon` keeps the shared selector until the end of the turn of the event loop, because a program that
 * waits in a loop needs it again before.
 */
export function releaseWaits(waits: LoopWaits, when: 'now' | 'soon'): void {
  if (waits !== shared) return;
  users--;
  if (when === 'now') closeIfUnused();
  else if (users === 0) clocks.setImmediate(closeIfUnused).unref();
}

function closeIfUnused(): void {
  if (users > 0 || shared === null) return;
  const { selector } = shared;
  shared = null;
  selector.close();
}

function waitsOf(selector: BaseSelector): LoopWaits {
  if (!(selector instanceof SelectorImpl))
    throw argTypeError('The option selector must be a selector of @fdset/selectors');
  const own = waitsBySelector.get(selector) ?? new LoopWaits(selector as CallbackSelector);
  waitsBySelector.set(selector, own);
  return own;
}
