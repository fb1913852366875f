// The echo server over io_uring in C: one ring, and one operation in flight for each connection, which receives into its own buffer
// and sends from it. One io_uring_enter(2) for each turn submits everything and waits for the next completion.
#include <errno.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fail.h"
#include "listen-anywhere.h"

enum { ENTRIES = 4096, BUFFER_BYTES = 65536 };

struct connection {
  int fd;
  bool is_sending;
  int32_t length;
  char bytes[BUFFER_BYTES];
};

static int ring_fd, listener;
static struct io_uring_params params = {
    .flags = IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN};
static struct io_uring_sqe *entries;
static char *queues;
static uint32_t tail, queued;

static void *map(size_t bytes, off_t offset) {
  void *memory =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring_fd, offset);
  if (memory == MAP_FAILED) fail_errno("mmap");
  return memory;
}

static uint32_t *word_at(uint32_t offset) { return (uint32_t *)(queues + offset); }

static void open_ring(void) {
  ring_fd = (int)syscall(__NR_io_uring_setup, ENTRIES, &params);
  if (ring_fd < 0) fail_errno("io_uring_setup");
  queues = map(params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe) +
                   params.sq_entries * sizeof(uint32_t),
               IORING_OFF_SQ_RING);
  entries = map(params.sq_entries * sizeof *entries, IORING_OFF_SQES);
  for (uint32_t index = 0; index < params.sq_entries; index++)
    word_at(params.sq_off.array)[index] = index;
}

static void enter(uint32_t wanted) {
  __atomic_store_n(word_at(params.sq_off.tail), tail, __ATOMIC_RELEASE);
  long taken =
      syscall(__NR_io_uring_enter, ring_fd, queued, wanted, IORING_ENTER_GETEVENTS, NULL, 0);
  if (taken < 0 && errno != EINTR) fail_errno("io_uring_enter");
  if (taken > 0) queued -= (uint32_t)taken;
}

static struct io_uring_sqe *next_entry(uint8_t opcode, int fd, void *owner) {
  if (queued == params.sq_entries) enter(0);
  struct io_uring_sqe *entry = &entries[tail++ & (params.sq_entries - 1)];
  memset(entry, 0, sizeof *entry);
  entry->opcode = opcode;
  entry->fd = fd;
  entry->user_data = (uintptr_t)owner;
  queued++;
  return entry;
}

static void start_accept(void) {
  next_entry(IORING_OP_ACCEPT, listener, NULL)->accept_flags = SOCK_CLOEXEC;
}

static void start_receive(struct connection *connection) {
  connection->is_sending = false;
  struct io_uring_sqe *entry = next_entry(IORING_OP_RECV, connection->fd, connection);
  entry->addr = (uintptr_t)connection->bytes;
  entry->len = BUFFER_BYTES;
  entry->ioprio = IORING_RECVSEND_POLL_FIRST;
}

static void start_send(struct connection *connection, int32_t length) {
  connection->is_sending = true;
  connection->length = length;
  struct io_uring_sqe *entry = next_entry(IORING_OP_SEND, connection->fd, connection);
  entry->addr = (uintptr_t)connection->bytes;
  entry->len = (uint32_t)length;
  entry->msg_flags = MSG_NOSIGNAL | MSG_WAITALL;
}

static void on_accepted(int32_t fd) {
  int on = 1;
  start_accept();
  if (fd < 0) return;
  struct connection *connection = malloc(sizeof *connection);
  if (connection == NULL) fail_errno("malloc");
  connection->fd = fd;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  start_receive(connection);
}

static void on_completed(struct connection *connection, int32_t result) {
  if (connection == NULL) {
    on_accepted(result);
  } else if (result <= 0 || (connection->is_sending && result < connection->length)) {
    close(connection->fd);
    free(connection);
  } else if (connection->is_sending) {
    start_receive(connection);
  } else {
    start_send(connection, result);
  }
}

static void collect(void) {
  uint32_t *head = word_at(params.cq_off.head);
  const struct io_uring_cqe *completions = (struct io_uring_cqe *)word_at(params.cq_off.cqes);
  uint32_t at = *head;
  uint32_t end = __atomic_load_n(word_at(params.cq_off.tail), __ATOMIC_ACQUIRE);
  for (; at != end; at++) {
    const struct io_uring_cqe *one = &completions[at & (params.cq_entries - 1)];
    on_completed((struct connection *)(uintptr_t)one->user_data, one->res);
  }
  __atomic_store_n(head, at, __ATOMIC_RELEASE);
}

static void raise_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(void) {
  raise_limit();
  open_ring();
  listener = listen_anywhere(0);
  start_accept();
  for (;;) {
    enter(1);
    collect();
  }
}
