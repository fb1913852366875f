// The faults that are injected, and what becomes of each:
//   'retried'   the addon or the driver makes the call again, and no operation fails
//   'rejects'   one operation of AsyncSocket rejects with the error
//   'may'       operations may reject with it: several that wait for the same call, or none when another fault comes before
// EAGAIN is injected only where the driver asks the kernel again: of receives it means that nothing is there, and the next edge of an
// edge-triggered set would not come.
import { writeFileSync } from 'node:fs';

const words = (text) => text.split(' ');
// `as` has the call and the code that the error of an operation names, if they are others.
const rule = (call, errnos, becomes, { syscall = call, code } = {}) =>
  words(errnos).map((errno) => ({ call, errno, becomes, syscall, code: code ?? errno }));

export const faults = [
  ...rule('recv', 'EINTR', 'retried'),
  ...rule('recv', 'ECONNRESET ENOMEM ENOBUFS', 'rejects'),
  ...rule('send', 'EINTR EAGAIN', 'retried'),
  ...rule('send', 'ECONNRESET ENOMEM ENOBUFS EPIPE', 'rejects'),
  ...rule('recvmsg', 'EINTR', 'retried'),
  ...rule('recvmsg', 'ENOMEM ENOBUFS', 'rejects'),
  ...rule('sendmsg', 'EINTR EAGAIN', 'retried'),
  ...rule('sendmsg', 'ENOMEM ENOBUFS', 'rejects'),
  ...rule('accept4', 'EINTR', 'retried'),
  ...rule('accept4', 'EMFILE ENFILE ENOMEM ECONNABORTED', 'rejects', { syscall: 'accept' }),
  ...rule('socket', 'EMFILE ENOBUFS', 'rejects'),
  ...rule('epoll_create1', 'EMFILE ENOMEM', 'may'),
  ...rule('epoll_ctl', 'ENOMEM ENOSPC', 'may'),
  ...rule('epoll_wait', 'EINTR', 'retried'),
  ...rule('eventfd', 'EMFILE ENOMEM', 'may', { syscall: 'eventfd2' }),
  ...rule('io_uring_setup', 'EMFILE', 'may'),
  ...rule('io_uring_setup', 'ENOMEM', 'retried'),
  ...rule('io_uring_enter', 'EINTR', 'retried'),
  ...rule('io_uring_enter', 'EAGAIN ENOMEM', 'may', { code: 'ENOMEM', syscall: '' }),
  ...rule('IORING_OP_RECV', 'ECONNRESET ENOMEM EINTR', 'may', { syscall: 'recv' }),
  ...rule('IORING_OP_RECV', 'ENOBUFS', 'retried', { syscall: 'recv' }),
  ...rule('IORING_OP_SEND', 'ECONNRESET ENOMEM ENOBUFS EPIPE', 'may', { syscall: 'send' }),
  ...rule('IORING_OP_SEND', 'EAGAIN', 'retried', { syscall: 'send' }),
  ...rule('IORING_OP_POLL_ADD', 'ENOMEM', 'retried', { syscall: 'recv' }),
];

/** The calls that the linker replaces. */
export const wrapped = [
  ...new Set(faults.map(({ call }) => call).filter((call) => !/^(io_uring|IORING)/.test(call))),
  'syscall',
  'ring_begin',
];

/** Writes the list for the C file that injects the faults. */
export function writeFaultList(path) {
  writeFileSync(path, faults.map(({ call, errno }) => `{"${call}", ${errno}},\n`).join(''));
}
