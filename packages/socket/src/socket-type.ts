// Separates SOCK_NONBLOCK and SOCK_CLOEXEC, which socket(2) takes as part of the type, from the type itself.
import { SOCK_CLOEXEC, SOCK_NONBLOCK } from '@fdset/posix';

/** A constant that the platform lacks is -1, which would be a mask of all flags. */
const flag = (value: number): number => (value < 0 ? 0 : value);
const NONBLOCK = flag(SOCK_NONBLOCK);
const FLAGS = NONBLOCK | flag(SOCK_CLOEXEC);

/** The type alone, as SO_TYPE has it. */
export const plainType = (type: number): number => type & ~FLAGS;

/** The time-out of a socket that is made with this type: 0 with SOCK_NONBLOCK, as in CPython. */
export const timeoutOfType = (type: number): 0 | null => ((type & NONBLOCK) === 0 ? null : 0);
