// The entry @fdset/posix/constants. The numbers come from the headers with which the addon was compiled. A constant that the
// platform lacks is -1, which every call refuses with EINVAL or ENOPROTOOPT.
import { addon } from './addon.js';
import type { ConstantName } from './kernel-constants.js';

export * from './kernel-constants.js';

/** Every constant by name; -1 where the platform lacks one. */
export const constants = Object.freeze(addon.constants) as Readonly<Record<ConstantName, number>>;

/** The platform's errno numbers by name, positive as in errno(3). */
export const errnoNumbers: Readonly<Record<string, number>> = Object.freeze(addon.errnoNumbers);

/** select(2) takes descriptors below this. */
export const FD_SETSIZE = addon.FD_SETSIZE;
/** The longest path of a Unix address, in bytes (unix(7)). */
export const MAX_UNIX_PATH = addon.MAX_UNIX_PATH;

/** Readable, for `select` and `waitSelect`. */
export const SELECT_READ = addon.SELECT_READ;
/** Writable, for `select` and `waitSelect`. */
export const SELECT_WRITE = addon.SELECT_WRITE;
/** An exceptional condition, such as out-of-band bytes, for `select` and `waitSelect`. */
export const SELECT_EXCEPT = addon.SELECT_EXCEPT;

/** Readable, for a `Watcher`. */
export const WATCH_READABLE = addon.WATCH_READABLE;
/** Writable, for a `Watcher`. */
export const WATCH_WRITABLE = addon.WATCH_WRITABLE;
