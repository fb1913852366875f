// The system calls that are made to fail, each with the errors that a correct program must expect by its manual page.
// EFAULT, EINVAL and EBADF are usually mistakes of the caller. They are listed where a race or the kind of file can
// cause them.
const words = (text) => text.split(' ');

const memory = words('ENOMEM');
const exhausted = words('EMFILE ENFILE');
const reading = words('EINTR EAGAIN ECONNRESET ENOTCONN ETIMEDOUT ENOMEM EIO');
const sending = words(
  'EINTR EAGAIN EPIPE ECONNRESET ENOBUFS ENOMEM EMSGSIZE EPERM EHOSTUNREACH ENETDOWN',
);

export const kernelCalls = {
  socket: [...exhausted, ...words('ENOBUFS ENOMEM EACCES EAFNOSUPPORT EPROTONOSUPPORT')],
  socketpair: [...exhausted, ...words('ENOMEM EAFNOSUPPORT')],
  pipe2: exhausted,
  eventfd2: [...exhausted, ...words('ENOMEM ENODEV')],
  epoll_create1: [...exhausted, ...words('ENOMEM')],
  bind: words('EADDRINUSE EADDRNOTAVAIL EACCES ENOMEM EROFS ENOSPC'),
  listen: words('EADDRINUSE ENOBUFS'),
  accept4: words(
    'EINTR EAGAIN ECONNABORTED EMFILE ENFILE ENOBUFS ENOMEM EPERM EPROTO ENETDOWN EHOSTUNREACH',
  ),
  connect: words(
    'EINTR EAGAIN ECONNREFUSED ECONNRESET ENETUNREACH EHOSTUNREACH ETIMEDOUT EADDRNOTAVAIL EACCES EPERM ENOMEM',
  ),
  recvfrom: reading,
  recvmsg: [...reading, ...words('EMFILE')],
  recvmmsg: reading,
  sendto: sending,
  sendmsg: [...sending, ...words('ETOOMANYREFS')],
  sendmmsg: sending,
  read: words('EINTR EAGAIN EIO EISDIR'),
  write: words('EINTR EAGAIN EPIPE EIO ENOSPC EDQUOT EFBIG EPERM'),
  sendfile: words('EINTR EAGAIN EIO ENOMEM EPIPE ECONNRESET EINVAL EOVERFLOW'),
  tee: words('ENOMEM EAGAIN EINVAL'),
  getsockopt: words('ENOPROTOOPT EPERM ENOMEM'),
  setsockopt: words('ENOPROTOOPT EPERM EDOM ENOMEM ENOBUFS'),
  getsockname: words('ENOBUFS'),
  getpeername: words('ENOBUFS ENOTCONN'),
  shutdown: words('ENOTCONN ENOBUFS'),
  close: words('EINTR EIO ENOSPC'),
  dup3: words('EINTR EBUSY EMFILE ENOMEM'),
  fcntl: words('EMFILE EPERM EBADF ENOMEM'),
  epoll_ctl: words('ENOMEM ENOSPC EPERM ELOOP EBADF'),
  epoll_wait: words('EINTR EBADF'),
  epoll_pwait: words('EINTR EBADF'),
  poll: [...memory, ...words('EINTR')],
  ppoll: [...memory, ...words('EINTR')],
  select: [...memory, ...words('EINTR')],
  pselect6: [...memory, ...words('EINTR')],
  ioctl: words('ENOTTY ENODEV'),
  statx: words('ENOMEM EACCES'),
  openat: words('EMFILE ENFILE ENOMEM EACCES'),
  fchmod: words('EPERM EROFS EIO'),
  chmod: words('EPERM EROFS EIO'),
  unlink: words('EPERM EBUSY EROFS EIO'),
  pread64: words('EIO ESPIPE'),
  io_uring_setup: [...exhausted, ...words('ENOMEM EPERM ENOSYS EINVAL')],
  io_uring_register: words('ENOMEM EINVAL'),
  io_uring_enter: words('EINTR EAGAIN ENOMEM'),
  pidfd_open: [...exhausted, ...words('ENOMEM ENODEV ESRCH ENOSYS')],
  pidfd_send_signal: words('EPERM ESRCH ENOSYS'),
};
