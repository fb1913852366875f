/* The only file with replacements for features that a platform lacks. Linux is the reference; macOS has no accept4, SOCK_CLOEXEC,
 * MSG_NOSIGNAL, pipe2, dup3, recvmmsg or sendmmsg. */
#ifndef FDSET_COMPAT_H
#define FDSET_COMPAT_H

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/stat.h>
/* musl before 1.2.5 has no statx. */
#ifndef STATX_INO
#include <linux/stat.h>
#include <sys/syscall.h>
#define FDSET_NO_STATX
#endif

#define FDSET_SOCK_FLAGS SOCK_CLOEXEC
#define FDSET_SEND_FLAGS MSG_NOSIGNAL
#define FDSET_RECVMSG_FLAGS MSG_CMSG_CLOEXEC
/* Linux 6.5 has these, older headers lack them. The numbers are the same on all architectures of Node. */
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SCM_PIDFD
#define SCM_PIDFD 4
#endif
#else
#define FDSET_SOCK_FLAGS 0
#define FDSET_SEND_FLAGS 0
#define FDSET_RECVMSG_FLAGS 0
#define FDSET_HAS_KQUEUE
#endif

/* Linux sets close-on-exec atomically. Elsewhere it takes a second step, and a fork before that can leak the descriptor. */
static inline int compat_prepare_fd(int fd, int is_socket) {
  if (fd < 0) return -errno;
#ifndef __linux__
  (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
  if (is_socket) {
    int one = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &one, sizeof one);
  }
#else
  (void)is_socket;
#endif
  return fd;
}

static inline int compat_accept(int fd, struct sockaddr *address, socklen_t *length) {
#ifdef __linux__
  return accept4(fd, address, length, SOCK_CLOEXEC);
#else
  return accept(fd, address, length);
#endif
}

#ifdef __linux__
static inline int compat_statx(int dir, const char *path, int flags, unsigned mask,
                               struct statx *out) {
#ifdef FDSET_NO_STATX
  return (int)syscall(SYS_statx, dir, path, flags, mask, out);
#else
  return statx(dir, path, flags, mask, out);
#endif
}
#endif

static inline int compat_pipe(int fds[2]) {
#ifdef __linux__
  return pipe2(fds, O_CLOEXEC);
#else
  return pipe(fds);
#endif
}

static inline int compat_dup2(int fd, int target) {
#ifdef __linux__
  return dup3(fd, target, O_CLOEXEC);
#else
  return dup2(fd, target);
#endif
}

#ifdef __linux__
typedef struct mmsghdr MessageHeader;
#else
typedef struct {
  struct msghdr msg_hdr;
  unsigned int msg_len;
} MessageHeader;
#endif

/* Sends or receives several messages with one system call on systems that have it, else with one call for each. As in the kernel,
 * an error is reported only if no message succeeded before it. */
static inline int compat_recvmmsg(int fd, MessageHeader *messages, unsigned int count, int flags) {
#ifdef __linux__
  return recvmmsg(fd, messages, count, flags, NULL);
#else
  for (unsigned int i = 0; i < count; i++) {
    ssize_t result = recvmsg(fd, &messages[i].msg_hdr, flags);
    if (result < 0) return i > 0 ? (int)i : -1;
    messages[i].msg_len = (unsigned int)result;
  }
  return (int)count;
#endif
}

static inline int compat_sendmmsg(int fd, MessageHeader *messages, unsigned int count, int flags) {
#ifdef __linux__
  return sendmmsg(fd, messages, count, flags);
#else
  for (unsigned int i = 0; i < count; i++)
    if (sendmsg(fd, &messages[i].msg_hdr, flags) < 0) return i > 0 ? (int)i : -1;
  return (int)count;
#endif
}

#endif
