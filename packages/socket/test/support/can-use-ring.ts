import { Ring } from '@fdset/posix';

/** Whether this system has io_uring and allows it. */
export const canUseRing = (): boolean => {
  try {
    new Ring().close();
    return true;
  } catch {
    return false;
  }
};
