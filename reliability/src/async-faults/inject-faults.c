/* Linked into one build of the addon, with --wrap for each function below: lets calls of the addon fail at random, without being made.
 * The file that FDSET_FAULTS names is shared with JavaScript: the rate, the seed, and how often each error was injected. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ring.h"

enum { MOST_FAULTS = 64, NOP_INJECTS_RESULT = 1 };

typedef struct {
  _Atomic uint32_t per_million;
  _Atomic uint32_t random;
  _Atomic uint32_t counts[MOST_FAULTS];
} Faults;

/* One possible fault. async-faults/faults.mjs has the same list. */
typedef struct {
  const char *call;
  int error;
} Fault;

static const Fault faults[] = {
#include "fault-list.h"
};

static Faults none;
static Faults *shared = &none;

__attribute__((constructor)) static void open_faults(void) {
  const char *path = getenv("FDSET_FAULTS");
  int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *memory = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory != MAP_FAILED) shared = memory;
  close(fd);
}

static uint32_t next_random(void) {
  uint32_t value = shared->random == 0 ? 1 : shared->random;
  value ^= value << 13;
  value ^= value >> 17;
  value ^= value << 5;
  shared->random = value;
  return value;
}

/* Chooses whether this call fails; returns the errno, or 0. */
static int fault_of(const char *call) {
  size_t candidates[MOST_FAULTS];
  size_t count = 0;
  if (shared->per_million == 0 || next_random() % 1000000 >= shared->per_million) return 0;
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    if (strcmp(faults[i].call, call) == 0) candidates[count++] = i;
  if (count == 0) return 0;
  size_t chosen = candidates[next_random() % count];
  shared->counts[chosen]++;
  return faults[chosen].error;
}

#define WRAP(type, name, parameters, arguments)     \
  type __real_##name parameters;                    \
  type __wrap_##name parameters {                   \
    int error = fault_of(#name);                    \
    if (error == 0) return __real_##name arguments; \
    errno = error;                                  \
    return -1;                                      \
  }

WRAP(ssize_t, recv, (int fd, void *into, size_t length, int flags), (fd, into, length, flags))
WRAP(ssize_t, send, (int fd, const void *from, size_t length, int flags), (fd, from, length, flags))
WRAP(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
WRAP(int, accept4, (int fd, struct sockaddr *address, socklen_t *length, int flags),
     (fd, address, length, flags))
WRAP(int, socket, (int family, int type, int protocol), (family, type, protocol))
WRAP(int, epoll_create1, (int flags), (flags))
WRAP(int, epoll_wait, (int epfd, struct epoll_event *events, int most, int timeout_ms),
     (epfd, events, most, timeout_ms))
WRAP(int, eventfd, (unsigned count, int flags), (count, flags))

/* Removing and changing an entry needs no memory. */
int __real_epoll_ctl(int epfd, int operation, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epfd, int operation, int fd, struct epoll_event *event) {
  int error = operation == EPOLL_CTL_ADD ? fault_of("epoll_ctl") : 0;
  if (error == 0) return __real_epoll_ctl(epfd, operation, fd, event);
  errno = error;
  return -1;
}

static const char *name_of(long number) {
  switch (number) {
    case __NR_io_uring_setup: return "io_uring_setup";
    case __NR_io_uring_enter: return "io_uring_enter";
    default: return "";
  }
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...) {
  long values[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++)
    values[i] = va_arg(list, long);
  va_end(list);
  int error = fault_of(name_of(number));
  if (error == 0)
    return __real_syscall(number, values[0], values[1], values[2], values[3], values[4], values[5]);
  errno = error;
  return -1;
}

static const char *kind_of(const Submission *submission) {
  switch (submission->kind) {
    case RING_RECV:
    case RING_RECV_LATER: return "IORING_OP_RECV";
    case RING_SEND: return "IORING_OP_SEND";
    case RING_POLL: return "IORING_OP_POLL_ADD";
    default: return "";
  }
}

/* The kernel itself completes the operation with the error (Linux 6.10). */
int __real_ring_begin(Ring *ring, const Submission *submission, struct io_uring_sqe *entry);
int __wrap_ring_begin(Ring *ring, const Submission *submission, struct io_uring_sqe *entry) {
  int result = __real_ring_begin(ring, submission, entry);
  int error = result == 0 ? fault_of(kind_of(submission)) : 0;
  if (error == 0) return result;
  uint64_t user_data = entry->user_data;
  memset(entry, 0, sizeof *entry);
  entry->opcode = IORING_OP_NOP;
  entry->rw_flags = NOP_INJECTS_RESULT;
  entry->len = (uint32_t)-error;
  entry->user_data = user_data;
  return 0;
}
