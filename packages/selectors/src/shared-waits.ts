// Which selector a wait goes to: one of the caller's, or the one that all waits of a thread share. That one is there
// while somebody uses it.

import { argTypeError } from '@fdset/posix';

import type { BaseSelector } from './base-selector.js';
import { clocks } from './clocks.js';
import { DefaultSelector } from './default-selector.js';
import type { ReadyCallback } from './descriptor-waits.js';
import { LoopWaits } from './loop-waits.js';
import { SelectorImpl } from './selector-impl.js';

/** A selector whose data are callbacks. */
type CallbackSelector = SelectorImpl<ReadyCallback>;

const ofSelectors = new WeakMap<BaseSelector, LoopWaits>();

/** The waits of a thread, and how many use them. */
let shared: LoopWaits | null = null;
let users = 0;

/** The waits of a selector, or else those of this thread; `leaveWaits` when they are not used any more. */
export function enterWaits(selector: BaseSelector | undefined): LoopWaits {
  if (selector !== undefined) return waitsOf(selector);
  shared ??= new LoopWaits(new DefaultSelector() as CallbackSelector);
  users++;
  return shared;
}

/** `soon`: who waits in a loop is back before the turn of the event loop is over, and needs no new set. */
export function leaveWaits(waits: LoopWaits, when: 'now' | 'soon'): void {
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
  const own = ofSelectors.get(selector) ?? new LoopWaits(selector as CallbackSelector);
  ofSelectors.set(selector, own);
  return own;
}
