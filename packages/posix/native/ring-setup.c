/* Makes a ring, and takes it down again. */
#ifdef __linux__
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>

#include "ring.h"

const char *const ring_steps[] = {"io_uring_setup", "mmap", "eventfd2", "io_uring_register",
                                  "malloc"};

/* One thread uses the ring. */
static const uint32_t SETUP_FLAGS =
    IORING_SETUP_CLAMP | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER;

/* The kernel works for it only in io_uring_enter(2), instead of interrupting the thread: Linux 6.1. */
static const uint32_t DEFERRED_FLAGS = IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG;

enum { SETUP_TRIES = 50, CANCEL_ROUNDS = 100 };

/* The kernel frees a closed ring a moment later, and until then its memory counts towards the limit of the user. */
static int create(uint32_t entries, bool is_deferred, struct io_uring_params *params) {
  const struct timespec moment = {.tv_nsec = 2000000};
  int fd = -ENOMEM;
  for (int i = 0; fd == -ENOMEM && i < SETUP_TRIES; i++) {
    if (i > 0) nanosleep(&moment, NULL);
    memset(params, 0, sizeof *params);
    params->flags = SETUP_FLAGS | (is_deferred ? DEFERRED_FLAGS : 0);
    fd = sys_ring_setup(entries, params);
  }
  return fd;
}

static void *map(int fd, size_t bytes, uint64_t offset) {
  void *memory =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, (off_t)offset);
  return memory == MAP_FAILED ? NULL : memory;
}

/* Both queues are in one mapping since Linux 5.4. */
static int map_queues(Ring *ring, const struct io_uring_params *params) {
  size_t submissions = params->sq_off.array + params->sq_entries * sizeof(uint32_t);
  size_t completions = params->cq_off.cqes + params->cq_entries * sizeof *ring->completions;
  RingMemory *mapped = &ring->mapped;
  mapped->queues_bytes = submissions > completions ? submissions : completions;
  mapped->entries_bytes = params->sq_entries * sizeof *mapped->entries;
  mapped->queues = map(ring->fd, mapped->queues_bytes, IORING_OFF_SQ_RING);
  if (mapped->queues == NULL) return -errno;
  mapped->entries = map(ring->fd, mapped->entries_bytes, IORING_OFF_SQES);
  return mapped->entries == NULL ? -errno : 0;
}

static void find_fields(Ring *ring, const struct io_uring_params *params) {
  uint8_t *queues = ring->mapped.queues;
  ring->has_bundles = (params->features & KERNEL_FEATURE_BUNDLES) != 0;
  ring->entry_count = params->sq_entries;
  ring->entry_tail = (uint32_t *)(queues + params->sq_off.tail);
  ring->kernel_flags = (uint32_t *)(queues + params->sq_off.flags);
  ring->signal_flags = (uint32_t *)(queues + params->cq_off.flags);
  ring->completions = (const struct io_uring_cqe *)(queues + params->cq_off.cqes);
  ring->completion_mask = params->cq_entries - 1;
  ring->completion_head = (uint32_t *)(queues + params->cq_off.head);
  ring->completion_tail = (uint32_t *)(queues + params->cq_off.tail);
  uint32_t *order = (uint32_t *)(queues + params->sq_off.array);
  for (uint32_t i = 0; i < params->sq_entries; i++)
    order[i] = i;
}

static int open_event(Ring *ring, int32_t *step) {
  *step = STEP_EVENT;
  ring->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (ring->event_fd < 0) return -errno;
  *step = STEP_REGISTER;
  return sys_ring_register(ring->fd, IORING_REGISTER_EVENTFD, &ring->event_fd, 1);
}

static int open_all(Ring *ring, uint32_t entries, uint32_t buffer_bytes, int32_t *step) {
  struct io_uring_params params;
  *step = STEP_SETUP;
  ring->fd = create(entries, ring->is_deferred, &params);
  if (ring->fd < 0) return ring->fd;
  *step = STEP_MAP;
  int result = map_queues(ring, &params);
  if (result < 0) return result;
  find_fields(ring, &params);
  *step = STEP_ALLOCATE;
  ring->unfinished = calloc(ring->entry_count, sizeof *ring->unfinished);
  if (ring->unfinished == NULL) return -ENOMEM;
  result = open_event(ring, step);
  return result < 0 ? result : ring_buffers_open(ring->fd, &ring->buffers, buffer_bytes, step);
}

int ring_open(Ring *ring, uint32_t entries, uint32_t buffer_bytes, int32_t *step) {
  ring->fd = ring->event_fd = -1;
  int result = open_all(ring, entries, buffer_bytes, step);
  if (result < 0) ring_close(ring);
  return result;
}

/* Closing the descriptor alone would cancel later, in a thread of the kernel. All operations wait for readiness, which can be
 * cancelled at once. */
static bool cancel_all(Ring *ring) {
  struct io_uring_sync_cancel_reg all = {.fd = -1,
                                         .flags = IORING_ASYNC_CANCEL_ALL | IORING_ASYNC_CANCEL_ANY,
                                         .timeout = {.tv_sec = -1, .tv_nsec = -1}};
  for (int round = 0; ring->in_flight > 0 && round < CANCEL_ROUNDS; round++) {
    (void)sys_ring_register(ring->fd, IORING_REGISTER_SYNC_CANCEL, &all, 1);
    ring_drop_completions(ring);
  }
  return ring->in_flight == 0;
}

static void unmap(const RingMemory *mapped) {
  if (mapped->queues != NULL) munmap(mapped->queues, mapped->queues_bytes);
  if (mapped->entries != NULL) munmap(mapped->entries, mapped->entries_bytes);
}

static void free_operations(Ring *ring) {
  for (uint32_t id = 0; id < ring->operation_count; id++)
    free(ring->operations[id].memory);
  free(ring->operations);
}

void ring_close(Ring *ring) {
  State *state = ring->state;
  bool let_go = cancel_all(ring);
  if (ring->fd >= 0) close(ring->fd);
  if (ring->event_fd >= 0) close(ring->event_fd);
  unmap(&ring->mapped);
  free(ring->submissions);
  free(ring->unfinished);
  /* Memory that the kernel may still write to is lost rather than freed. */
  if (let_go) {
    ring_buffers_close(&ring->buffers);
    free_operations(ring);
  }
  *ring = (Ring){.state = state, .fd = -1, .event_fd = -1};
}
#endif
