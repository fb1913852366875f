/* The clocks, and a receive that returns the kernel's time stamp of the message and the duration of its system call. The clock is
 * read here, next to the system call, because a call from JavaScript costs about as much as copying a small message. */
#include <string.h>
#include <time.h>

#include "addon.h"
#include "ancillary.h"
#include "compat.h"
#include "monotonic.h"
#include "sockaddr.h"

/* The numbers that a receive writes to the caller's BigInt64Array; 0 means no stamp. */
typedef struct {
  int64_t called_ns;  /* CLOCK_REALTIME, right before the system call */
  int64_t copying_ns; /* CLOCK_MONOTONIC, the duration of the system call */
  int64_t stamp_ns; /* SO_TIMESTAMPNS; the time of the receive itself if the message had no stamp */
  int64_t software_ns; /* SO_TIMESTAMPING, by the same clock */
  int64_t hardware_ns; /* by the clock of the network card */
  int64_t flags;       /* MSG_* of the message */
} Stamps;

static int64_t to_ns(const struct timespec *time) {
  return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static int sys_clock_gettime(clockid_t clock, int64_t *ns) {
  struct timespec now;
  if (clock_gettime(clock, &now) < 0) return -errno;
  *ns = to_ns(&now);
  return 0;
}

/* The headers choose the variant of the option that matches this program's time_t, so the data is the program's own struct
 * timespec on 32-bit machines as well. */
static void take_stamp(const struct cmsghdr *header, Stamps *stamps) {
  struct timespec times[STAMP_COUNT] = {0};
  size_t length = header->cmsg_len - CMSG_LEN(0);
  if (length > sizeof times) length = sizeof times;
  memcpy(times, CMSG_DATA(header), length);
  (void)stamps; /* macOS has neither of these options. */
#ifdef SCM_TIMESTAMPNS
  if (header->cmsg_type == SCM_TIMESTAMPNS) stamps->stamp_ns = to_ns(&times[STAMP_SOFTWARE]);
#endif
#ifdef SCM_TIMESTAMPING
  if (header->cmsg_type != SCM_TIMESTAMPING) return;
  stamps->software_ns = to_ns(&times[STAMP_SOFTWARE]);
  stamps->hardware_ns = to_ns(&times[STAMP_HARDWARE]);
#endif
}

static void take_stamps(struct msghdr *message, Stamps *stamps) {
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
       header = CMSG_NXTHDR(message, header))
    if (header->cmsg_level == SOL_SOCKET) take_stamp(header, stamps);
}

static ssize_t sys_recv_stamped(int fd, Bytes into, int flags, AddressBlock *block,
                                Stamps *stamps) {
  StampRoom room;
  struct iovec part = {.iov_base = into.data, .iov_len = into.length};
  struct msghdr message = {.msg_name = block_sockaddr(block),
                           .msg_namelen = sizeof block->storage,
                           .msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = room.bytes,
                           .msg_controllen = sizeof room.bytes};
  ssize_t result;
  int64_t before = 0;
  int64_t after = 0;
  (void)sys_clock_gettime(CLOCK_REALTIME, &stamps->called_ns);
  (void)sys_clock_gettime(CLOCK_MONOTONIC, &before);
  RETRY_EINTR(result, recvmsg(fd, &message, flags | FDSET_RECVMSG_FLAGS));
  if (result < 0) return -errno;
  (void)sys_clock_gettime(CLOCK_MONOTONIC, &after);
  stamps->copying_ns = after - before;
  take_stamps(&message, stamps);
  ancillary_drop(&message);
  stamps->flags = ancillary_flags(&message);
  size_t length = message.msg_namelen;
  block->length = length > sizeof block->storage ? sizeof block->storage : (uint32_t)length;
  return result;
}

/* fd, buffer, offset, length, flags, address block, stamps */
static napi_value js_recv_stamped(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int flags;
  Bytes into;
  Bytes out;
  AddressBlock *block;
  Stamps stamps = {0};
  if (!args_read(&args, env, info, 7) || !args_fd(&args, 0, &fd) || !args_span(&args, 1, &into) ||
      !args_int(&args, 4, "the flags", &flags) || !args_address(&args, 5, &block) ||
      !args_bytes(&args, 6, "the stamps", &out))
    return NULL;
  if (out.length < sizeof stamps) {
    throw_range(env, args.name, "the stamps", "at least 6 elements long");
    return NULL;
  }
  ssize_t result = sys_recv_stamped(fd, into, flags, block, &stamps);
  memcpy(out.data, &stamps, sizeof stamps);
  return make_result(env, result);
}

static napi_value js_clock_gettime(napi_env env, napi_callback_info info) {
  Args args;
  int clock;
  int64_t ns = 0;
  napi_value value = NULL;
  if (!args_read(&args, env, info, 1) || !args_int(&args, 0, "the clock", &clock)) return NULL;
  int result = sys_clock_gettime((clockid_t)clock, &ns);
  if (result < 0) return make_result(env, result);
  napi_create_bigint_int64(env, ns, &value);
  return value;
}

/* Returns a number, where clockGettime returns a BigInt, because every wait with a time-out calls it. */
static napi_value js_monotonic_ms(napi_env env, napi_callback_info info) {
  napi_value value = NULL;
  (void)info;
  napi_create_double(env, (double)monotonic_ns() / 1e6, &value);
  return value;
}

void define_timestamps(napi_env env, napi_value exports) {
  static const Function functions[] = {{"clockGettime", js_clock_gettime},
                                       {"monotonicMs", js_monotonic_ms},
                                       {"recvStamped", js_recv_stamped}};
  define_functions(env, exports, functions, COUNT_OF(functions));
  set_property(env, exports, "TIMESPEC_BYTES", make_result(env, sizeof(struct timespec)));
}
