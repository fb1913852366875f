// Why this system has no io_uring for the demo, which many refuse (containers by seccomp, distributions by a sysctl).
import { UringDriver } from '@fdset/socket/async';

/** The reason and what to do about it, or null where the ring can be had. */
export function ringRefusal(): string | null {
  try {
    void new UringDriver();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
