// Events
export { EVENT_PRI, EVENT_RDHUP, EVENT_READ, EVENT_WRITE } from './events.js';

// Selectors
export { BaseSelector } from './base-selector.js';
export { DefaultSelector } from './default-selector.js';
export { EpollSelector } from './epoll-selector.js';
export { KqueueSelector } from './kqueue-selector.js';
export { PollSelector } from './poll-selector.js';
export { SelectSelector } from './select-selector.js';
export type { SelectorClass } from './default-selector.js';
export type { SelectorOptions } from './base-selector.js';
export type { BusyPollStats } from '@fdset/posix';

// Waiting on Node's event loop
export { watch } from './watch.js';
export type { Watch, WatchCallback, WatchOptions } from './watch.js';
export { whenReady } from './when-ready.js';
export type { WhenReadyOptions } from './when-ready.js';
export { LoopWatch } from './loop-watch.js';
export type { WatchListener } from './loop-watch.js';

// Registrations
export { SelectorKey } from './registration.js';
export { SelectorMap } from './selector-map.js';
export type { RegisterArguments, SelectAsyncOptions } from './base-selector.js';
export type { FileObjectLike } from './file-object.js';
export type { RegisterOptions } from './register-options.js';

// Results
export { ReadyList } from './ready-list.js';
export type { ReadyEntry } from './registration.js';

// Wake-ups
export { Waker } from './waker.js';
export type { WakerHandle } from './waker.js';
