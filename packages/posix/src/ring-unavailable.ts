// The error of a system that refuses io_uring, which many do: containers by seccomp, distributions by a sysctl.
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { Result } from './addon.js';
import { SocketError, errorCode } from './socket-error.js';

/**
 * Why there is no ring: `missing` (no io_uring on this system), `old` (a kernel before Linux 6.1), `disabled` (by the sysctl
 * kernel.io_uring_disabled), `seccomp` (a filter forbids it), `forbidden` (a security module does), `memory` (RLIMIT_MEMLOCK, or
 * none left), `descriptors` (none left), or `failed`.
 */
export type RingRefusal =
  'missing' | 'old' | 'disabled' | 'seccomp' | 'forbidden' | 'memory' | 'descriptors' | 'failed';

/** The system refuses io_uring; `reason` says why, and the message what to do. */
export class RingUnavailableError extends SocketError {
  readonly reason: RingRefusal;

  constructor(code: string, errno: number, syscall: string, reason: RingRefusal, remedy: string) {
    super(code, errno, syscall);
    this.reason = reason;
    this.message += `: ${remedy}`;
  }
}
RingUnavailableError.prototype.name = 'RingUnavailableError';

const NEEDED = `it needs Linux 6.1 or newer`;

/** Makes the error of a ring that could not be made. */
export function ringUnavailableError(errno: Result, syscall: string): RingUnavailableError {
  const code = errorCode(errno);
  const [reason, remedy] = explain(code);
  return new RingUnavailableError(code, errno, syscall, reason, remedy);
}

function explain(code: string): [RingRefusal, string] {
  switch (code) {
    case 'ENOSYS':
      return ['missing', explainMissing()];
    case 'EINVAL':
      return ['old', `${NEEDED}, and this is ${release()}`];
    case 'EPERM':
    case 'EACCES':
      return explainForbidden();
    case 'ENOMEM':
      return ['memory', explainMemory()];
    case 'EMFILE':
    case 'ENFILE':
      return ['descriptors', 'a ring takes two descriptors: close some, or raise `ulimit -n`'];
    default:
      return ['failed', 'see io_uring_setup(2)'];
  }
}

function explainMissing(): string {
  if (process.platform !== 'linux') return `${process.platform} has no io_uring; ${NEEDED}`;
  return `this kernel (${release()}) was built without io_uring, or a seccomp filter hides it; ${NEEDED}`;
}

function explainForbidden(): [RingRefusal, string] {
  const disabled = readLine('/proc/sys/kernel/io_uring_disabled');
  const isFiltered = statusOf('Seccomp') !== '0';
  const sysctl = 'an administrator can allow it: sysctl -w kernel.io_uring_disabled=0';
  if (disabled === '2') return ['disabled', `kernel.io_uring_disabled is 2; ${sysctl}`];
  if (disabled === '1' && !isFiltered)
    return [
      'disabled',
      'kernel.io_uring_disabled is 1, so only CAP_SYS_ADMIN and the members of ' +
        `kernel.io_uring_group may use it; ${sysctl}`,
    ];
  if (isFiltered)
    return [
      'seccomp',
      'a seccomp filter forbids it, as the default one of most container runtimes does; allow ' +
        'io_uring_setup, io_uring_enter and io_uring_register in its profile',
    ];
  return ['forbidden', 'a security module, such as SELinux, forbids it'];
}

function explainMemory(): string {
  const limit = readLine('/proc/self/limits', /^Max locked memory +(\w+)/m);
  return `the kernel has no memory for it, or it exceeds RLIMIT_MEMLOCK (${limit} bytes): raise \`ulimit -l\``;
}

function statusOf(name: string): string {
  return readLine('/proc/self/status', new RegExp(`^${name}:\\s*(\\d+)`, 'm'));
}

function readLine(path: string, pattern = /^(.*)$/m): string {
  try {
    return pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
