// Processes: who this one is, its end without Node's, and others by descriptor.
import { addon } from './addon.js';
import { check } from './check.js';

/** The id of this process, from the kernel: `process.pid` is from its start. Source: getpid(2). */
export function getpid(): number {
  return addon.getpid();
}

/**
 * Ends this process at once: no `exit` event, nothing is flushed. Forked children end so, since the
 * threads that Node's own way out waits for do not exist there.
 *
 * Source: _exit(2).
 */
export function _exit(status: number): never {
  return addon.exit(status);
}

/**
 * Calls back, turn after turn, while nothing is left that would keep this thread's event loop going; keeps
 * it going itself, so that only the callback can end the process. For forked children: Node's own look comes
 * after a wait for threads that a child does not have.
 *
 * @param callback - gets the number of its calls since something was left.
 */
export function watchLoopEnd(callback: (times: number) => void): void {
  check(addon.watchLoopEnd(callback), 'uv_prepare_start');
}

/**
 * How many requests are under way on this thread's event loop. Among them is what helper threads do for `crypto`, `zlib` and
 * addons, which `process.getActiveResourcesInfo()` does not tell.
 */
export function countLoopRequests(): number {
  return check(addon.countLoopRequests(), 'uv_default_loop');
}

/** How many handles keep this thread's event loop going, addons' as well, but for those of timers and immediates. */
export function countLoopHandles(): number {
  return check(addon.countLoopHandles(), 'uv_walk');
}

/**
 * Lets a signal that asks this process to end do so only if it comes from its parent or from itself. From anybody else it does
 * nothing, but for a second one after the other end of the stream or SEQPACKET socket `channelFd` was closed. Forked children
 * obey both parents; what is executed has the default. A listener (`process.on`) takes its place.
 *
 * @throws SocketError `EINVAL` for a signal that cannot be handled. Source: sigaction(2).
 */
export function deferSignal(signal: number, channelFd: number): void {
  check(addon.deferSignal(signal, channelFd), 'sigaction');
}

/**
 * Opens a descriptor that is readable once the process has ended.
 *
 * Linux 5.3. @throws SocketError `ESRCH`, `ENOSYS`. Source: pidfd_open(2).
 */
export function pidfdOpen(pid: number): number {
  return check(addon.pidfdOpen(pid), 'pidfd_open');
}

/**
 * Sends a signal to the process of a descriptor, and to no other that got its number.
 *
 * Linux 5.1. @throws SocketError `ESRCH` when it has ended. Source: pidfd_send_signal(2).
 */
export function pidfdSendSignal(fd: number, signal: number): void {
  check(addon.pidfdSendSignal(fd, signal), 'pidfd_send_signal');
}
