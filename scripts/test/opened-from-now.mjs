// What a test leaves open. A bare number would not tell: the test files of a run share a process, and what one of them gives
// back late is one less while another counts, which hides what that leaves, or looks like an error of its own.
import { readdirSync, readlinkSync } from 'node:fs';

/** The descriptors of this process, its workers' included: number and target, as in `23 socket:[4711]`. */
export const openDescriptors = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return `${fd} ${readlinkSync(`/proc/self/fd/${fd}`).replace(/ \(deleted\)$/, '')}`;
    } catch {
      // The descriptor that read the directory is gone by now.
      return [];
    }
  });

/** Remembers what is open; the result tells what was opened since then, still is, and matches. */
export const openedFromNow = (pattern = /^/) => {
  const before = new Set(openDescriptors());
  return () => openDescriptors().filter((name) => !before.has(name) && pattern.test(name));
};

/** For programs that keep other descriptors than these: an epoll instance for each thread that waits. */
export const SOCKETS_AND_PIPES = / (socket|pipe):/;
