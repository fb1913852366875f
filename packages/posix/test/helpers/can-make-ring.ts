import * as posix from '@fdset/posix';

/** Whether this system has io_uring and allows it. */
export function canMakeRing(): boolean {
  try {
    new posix.Ring().close();
    return true;
  } catch {
    return false;
  }
}
