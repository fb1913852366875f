// This process: its id, its event loop, its end without Node's exit and its signals; and other processes by descriptor.
import { addon } from './addon.js';
import { check } from './check.js';

/** The id of this process from the kernel; `process.pid` is cached from its start. Source: getpid(2). */
export function getpid(): number {
  return addon.getpid();
}

/**
 * Ends this process at once, without an `exit` event and without flushing. Forked children end so, because Node's own exit
 * waits for threads that do not exist there.
 *
 * Source: _exit(2).
 */
export function _exit(status: number): never {
  return addon.exit(status);
}

/**
 * Calls back in each turn in which nothing else keeps this thread's event loop running. It keeps the event loop running itself,
 * so that only the callback can end the process. Forked children need it, because Node's own check comes after a wait for
 * threads that a child does not have.
 *
 * @param callback - gets the number of consecutive calls.
 */
export function watchLoopEnd(callback: (times: number) => void): void {
  check(addon.watchLoopEnd(callback), 'uv_prepare_start');
}

/**
 * Counts the requests under way on this thread's event loop. They include work of helper threads for `crypto`, `zlib` and
 * addons, which `process.getActiveResourcesInfo()` does not list.
 */
export function countLoopRequests(): number {
  return check(addon.countLoopRequests(), 'uv_default_loop');
}

/** Counts the handles that keep this thread's event loop running, including those of addons but not timers and immediates. */
export function countLoopHandles(): number {
  return check(addon.countLoopHandles(), 'uv_walk');
}

/**
 * Makes this process ignore a signal that would end it, unless the signal comes from its parent or from itself. From any other
 * sender, only a second signal ends the process, and only after the other end of the stream or SEQPACKET socket `channelFd` was
 * closed. A forked child obeys its own parent and that of the fork server; an executed program has the default action. A
 * listener (`process.on`) replaces this.
 *
 * @throws SocketError `EINVAL` for a signal that cannot be handled. Source: sigaction(2).
 */
export function deferSignal(signal: number, channelFd: number): void {
  check(addon.deferSignal(signal, channelFd), 'sigaction');
}

/**
 * Opens a descriptor that becomes readable when the process has ended.
 *
 * Linux 5.3. @throws SocketError `ESRCH`, `ENOSYS`. Source: pidfd_open(2).
 */
export function pidfdOpen(pid: number): number {
  return check(addon.pidfdOpen(pid), 'pidfd_open');
}

/**
 * Sends a signal to the process of a descriptor, and never to another process that reuses its id.
 *
 * Linux 5.1. @throws SocketError `ESRCH` when it has ended. Source: pidfd_send_signal(2).
 */
export function pidfdSendSignal(fd: number, signal: number): void {
  check(addon.pidfdSendSignal(fd, signal), 'pidfd_send_signal');
}
