// Finds the descriptors that a test leaves open. A count is not enough, because the test files of a run share a process:
// a descriptor that one file closes late lowers the count of another, which hides a leak there or looks like an error.
import { readdirSync, readlinkSync } from 'node:fs';

/** The descriptors of this process and its workers, each with number and target, as in `23 socket:[4711]`. */
export const openDescriptors = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return `${fd} ${readlinkSync(`/proc/self/fd/${fd}`).replace(/ \(deleted\)$/, '')}`;
    } catch {
      // The descriptor that read the directory is gone by now.
      return [];
    }
  });

/** Remembers the open descriptors. The result lists those that were opened since then, are still open, and match. */
export const openedFromNow = (pattern = /^/) => {
  const before = new Set(openDescriptors());
  return () => openDescriptors().filter((name) => !before.has(name) && pattern.test(name));
};

/** The pattern for programs that keep other descriptors, such as an epoll set for each thread that waits. */
export const SOCKETS_AND_PIPES = / (socket|pipe):/;
