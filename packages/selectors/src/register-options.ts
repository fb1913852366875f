// How a registration reports: level-triggered unless one of these says otherwise. Only epoll has
// them; a selector says which through its supports... properties.

import { argTypeError, checkBoolean, checkOptionNames, rangeError } from '@fdset/posix';

import { EVENT_PRI, EVENT_RDHUP } from './events.js';

/** Options of one registration. All default to `false`. */
export interface RegisterOptions {
  /**
   * Report changes, not states (`EPOLLET`). After an event read or write until EAGAIN, because no further event comes
   * before. Spurious events are still possible.
   */
  readonly edge?: boolean | undefined;
  /** Report once, then stay silent until `modify` re-arms the registration (`EPOLLONESHOT`). */
  readonly oneshot?: boolean | undefined;
  /**
   * If several epoll sets watch one descriptor, wake at least one of them instead of all (`EPOLLEXCLUSIVE`). It is allowed
   * with `EVENT_READ`, `EVENT_WRITE` and `edge` only, and the events cannot be modified later.
   */
  readonly exclusive?: boolean | undefined;
}

/** The complete options of a registration. */
export type ResolvedOptions = Readonly<Record<keyof RegisterOptions, boolean>>;

/** The capabilities of a backend that the check of options uses. */
export interface OptionSupport {
  readonly supportsEdge: boolean;
  readonly supportsOneshot: boolean;
  readonly supportsExclusive: boolean;
}

/** The default: level-triggered, reporting every time, waking all epoll sets. */
export const NO_OPTIONS: ResolvedOptions = Object.freeze({
  edge: false,
  oneshot: false,
  exclusive: false,
});

/** Completes and checks a caller's options against the events and the backend. */
export function resolveOptions(
  options: RegisterOptions | undefined,
  events: number,
  support: OptionSupport,
): ResolvedOptions {
  if (options === undefined) return NO_OPTIONS;
  checkOptionNames(options, Object.keys(NO_OPTIONS), 'a registration');
  const resolved = {
    edge: flag(options, 'edge', support.supportsEdge),
    oneshot: flag(options, 'oneshot', support.supportsOneshot),
    exclusive: flag(options, 'exclusive', support.supportsExclusive),
  };
  checkExclusive(resolved, events);
  return Object.freeze(resolved);
}

/** The events and options of a registration, which the kernel gets. */
export interface Terms {
  readonly events: number;
  readonly options: ResolvedOptions;
}

/** Whether changed terms need a system call; refuses a change that the kernel would refuse. */
export function needsUpdate(current: Terms, wanted: Terms): boolean {
  if (current.events === wanted.events && sameOptions(current.options, wanted.options))
    return false;
  if (current.options.exclusive || wanted.options.exclusive) {
    throw argTypeError(
      'An exclusive registration cannot be modified: unregister it and register anew',
      'ERR_FDSET_UNSUPPORTED',
    );
  }
  return true;
}

function sameOptions(a: ResolvedOptions, b: ResolvedOptions): boolean {
  return a.edge === b.edge && a.oneshot === b.oneshot && a.exclusive === b.exclusive;
}

function flag(options: RegisterOptions, name: keyof RegisterOptions, supported: boolean): boolean {
  const value = checkBoolean(options[name] ?? false, `the option ${name}`);
  if (value && !supported) {
    throw argTypeError(
      `The option ${name} is not supported by this selector`,
      'ERR_FDSET_UNSUPPORTED',
    );
  }
  return value;
}

// The kernel's EINVAL would not tell which of its rules was broken.
function checkExclusive(options: ResolvedOptions, events: number): void {
  if (!options.exclusive) return;
  if (options.oneshot || events & (EVENT_PRI | EVENT_RDHUP)) {
    throw rangeError(
      'An exclusive registration takes EVENT_READ, EVENT_WRITE and the option edge only',
      'ERR_FDSET_INVALID_EVENTS',
    );
  }
}
