/* One turn of a loop over many stream sockets with two calls from JavaScript: receiveReady() waits without blocking and receives
 * for each socket that wants bytes, sendEach() sends for each socket that has some. A call per socket would cost as much as a
 * fifth of a small answer. */
#include "addon.h"
#include "compat.h"
#include "napi-util.h"

/* wanted[2 * fd] is the generation of the registration that wants bytes, wanted[2 * fd + 1] how many; 0 is none. */
enum { WANTED_PAIR = 2, READY_ENTRY = 5, SEND_ENTRY = 4 };

static ssize_t sys_receive(int fd, uint8_t *into, size_t room) {
  ssize_t result;
  RETRY_EINTR(result, recv(fd, into, room, MSG_DONTWAIT));
  return result < 0 ? -errno : result;
}

static ssize_t sys_send_part(int fd, const uint8_t *from, size_t length) {
  ssize_t result;
  RETRY_EINTR(result, send(fd, from, length, MSG_DONTWAIT | FDSET_SEND_FLAGS));
  return result < 0 ? -errno : result;
}

#ifdef __linux__
#include <sys/epoll.h>

enum { TURN_BATCH = 256 };

typedef struct {
  const int32_t *wanted;
  size_t sockets;
  Bytes room;
  int32_t *ready;
  size_t capacity;
} Turn;

static size_t bytes_wanted(const Turn *turn, uint32_t fd, uint32_t generation, uint32_t events) {
  if (fd >= turn->sockets || (events & (EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP)) == 0) return 0;
  const int32_t *pair = turn->wanted + (size_t)fd * WANTED_PAIR;
  return (uint32_t)pair[0] == generation && pair[1] > 0 ? (size_t)pair[1] : 0;
}

/* Entries are [fd, generation, events, received, offset]. `received` is -EAGAIN when nothing was received: the socket wants
 * nothing, has nothing, or more than there is room for. */
static int sys_receive_ready(int epfd, const Turn *turn) {
  struct epoll_event events[TURN_BATCH];
  int most = turn->capacity < TURN_BATCH ? (int)turn->capacity : TURN_BATCH;
  int count = epoll_wait(epfd, events, most, 0);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  size_t used = 0;
  for (int i = 0; i < count; i++) {
    uint32_t fd = (uint32_t)events[i].data.u64;
    uint32_t generation = (uint32_t)(events[i].data.u64 >> 32);
    size_t wanted = bytes_wanted(turn, fd, generation, events[i].events);
    size_t room = turn->room.length - used;
    ssize_t received = -EAGAIN;
    /* A receive that was short for lack of room would look as if nothing were left. */
    if (wanted > 0 && wanted <= room)
      received = sys_receive((int)fd, turn->room.data + used, wanted);
    int32_t *entry = turn->ready + (size_t)i * READY_ENTRY;
    entry[0] = (int32_t)fd;
    entry[1] = (int32_t)generation;
    entry[2] = (int32_t)events[i].events;
    entry[3] = (int32_t)received;
    entry[4] = (int32_t)used;
    if (received > 0) used += (size_t)received;
  }
  return count;
}

static napi_value js_receive_ready(napi_env env, napi_callback_info info) {
  Args args;
  int epfd;
  int32_t *wanted;
  size_t wanted_length;
  size_t ready_length;
  Turn turn;
  if (!args_read(&args, env, info, 4) || !args_fd(&args, 0, &epfd) ||
      !args_int32_array(&args, 1, "the wanted bytes", &wanted, &wanted_length) ||
      !args_bytes(&args, 2, "the room", &turn.room) ||
      !args_int32_array(&args, 3, "the entries", &turn.ready, &ready_length))
    return NULL;
  turn.wanted = wanted;
  turn.sockets = wanted_length / WANTED_PAIR;
  turn.capacity = ready_length / READY_ENTRY;
  if (turn.capacity == 0 || turn.room.length > INT32_MAX) {
    throw_range(env, args.name, "the entries or the room", "of a usable size");
    return NULL;
  }
  return make_result(env, sys_receive_ready(epfd, &turn));
}
#endif

/* Entries are [fd, offset, length, sent or -errno]. */
static void sys_send_each(Bytes from, int32_t *entries, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    int32_t *entry = entries + (size_t)i * SEND_ENTRY;
    entry[3] = (int32_t)sys_send_part(entry[0], from.data + entry[1], (size_t)entry[2]);
  }
}

static bool entries_fit(Bytes from, const int32_t *entries, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const int32_t *entry = entries + (size_t)i * SEND_ENTRY;
    bool fits = entry[0] >= 0 && entry[1] >= 0 && entry[2] >= 0 &&
                (uint64_t)entry[1] + (uint64_t)entry[2] <= from.length;
    if (!fits) return false;
  }
  return true;
}

static napi_value js_send_each(napi_env env, napi_callback_info info) {
  Args args;
  Bytes from;
  int32_t *entries;
  size_t length;
  uint32_t count;
  if (!args_read(&args, env, info, 3) || !args_bytes(&args, 0, "the bytes", &from) ||
      !args_int32_array(&args, 1, "the entries", &entries, &length) ||
      !args_uint(&args, 2, "the count", &count))
    return NULL;
  if (count > length / SEND_ENTRY || !entries_fit(from, entries, count)) {
    throw_range(env, args.name, "the entries", "within the bytes, and as many as the count");
    return NULL;
  }
  sys_send_each(from, entries, count);
  return make_result(env, 0);
}

void define_loop_turn(napi_env env, napi_value exports) {
  static const Function functions[] = {
#ifdef __linux__
      {"receiveReady", js_receive_ready},
#endif
      {"sendEach", js_send_each}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
