/* The kernel's interface of io_uring(7), without liburing. What the headers of Debian 12 (Linux 6.1) lack is defined here; whether
 * the running kernel knows it, ring-buffers.c finds out. */
#ifndef FDSET_RING_KERNEL_H
#define FDSET_RING_KERNEL_H

#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  KERNEL_BUFFERS_INCREMENTAL = 2,    /* IOU_PBUF_RING_INC, Linux 6.12 */
  KERNEL_FEATURE_BUNDLES = 1U << 14, /* IORING_FEAT_RECVSEND_BUNDLE, Linux 6.10 */
};

/* The same as struct io_uring_buf_reg, whose flags Debian's header calls padding. */
typedef struct {
  uint64_t address;
  uint32_t entries;
  uint16_t group;
  uint16_t flags;
  uint64_t reserved[3];
} BufferRegistration;

static inline int sys_ring_setup(uint32_t entries, struct io_uring_params *params) {
  long fd = syscall(__NR_io_uring_setup, entries, params);
  return fd < 0 ? -errno : (int)fd;
}

static inline int sys_ring_register(int fd, unsigned operation, const void *argument,
                                    unsigned count) {
  long result = syscall(__NR_io_uring_register, fd, operation, argument, count);
  return result < 0 ? -errno : (int)result;
}

/* Submits entries and lets the kernel work off what is due, without waiting. */
static inline int sys_ring_enter(int fd, unsigned submit) {
  long result = syscall(__NR_io_uring_enter, fd, submit, 0, IORING_ENTER_GETEVENTS, NULL, 0);
  return result < 0 ? -errno : (int)result;
}

/* Waits for one completion, at most this long. */
static inline int sys_ring_wait(int fd, struct __kernel_timespec *limit) {
  struct io_uring_getevents_arg argument = {.ts = (uintptr_t)limit};
  unsigned flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
  long result = syscall(__NR_io_uring_enter, fd, 0, 1, flags, &argument, sizeof argument);
  return result < 0 ? -errno : (int)result;
}

#endif
