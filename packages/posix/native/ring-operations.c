/* The operations of a ring: what each becomes in the kernel's queue, and what becomes of its completion. */
#ifdef __linux__
#include <stdlib.h>
#include <string.h>

#include "compat.h"
#include "ownership.h"
#include "ring.h"
#include "sockaddr.h"

static uint64_t user_data_of(uint32_t id, uint32_t generation) {
  return (uint64_t)generation << 32 | id;
}

static bool reserve(Ring *ring, uint32_t id) {
  if (id < ring->operation_count) return true;
  uint32_t count = ring->operation_count == 0 ? 64 : ring->operation_count;
  while (count <= id)
    count *= 2;
  RingOperation *grown = realloc(ring->operations, count * sizeof *grown);
  if (grown == NULL) return false;
  memset(grown + ring->operation_count, 0, (count - ring->operation_count) * sizeof *grown);
  ring->operations = grown;
  ring->operation_count = count;
  return true;
}

static void prepare_recv(const Submission *submission, struct io_uring_sqe *entry) {
  entry->opcode = IORING_OP_RECV;
  entry->flags = IOSQE_BUFFER_SELECT;
  entry->len = submission->length;
  entry->msg_flags = submission->flags;
  if (submission->kind == RING_RECV_LATER) entry->ioprio = IORING_RECVSEND_POLL_FIRST;
}

/* With MSG_DONTWAIT the kernel uses the bytes only until io_uring_enter(2) returns, so they need not be copied for this try. */
static void prepare_send(const Submission *submission, struct io_uring_sqe *entry) {
  entry->opcode = IORING_OP_SEND;
  entry->addr = (uintptr_t)submission->data;
  entry->len = submission->length;
  entry->msg_flags = submission->flags | MSG_DONTWAIT | MSG_NOSIGNAL;
}

static void prepare_accept(AddressBlock *block, struct io_uring_sqe *entry) {
  block->length = sizeof block->storage;
  entry->opcode = IORING_OP_ACCEPT;
  entry->addr = (uintptr_t)&block->storage;
  entry->addr2 = (uintptr_t)&block->length;
  entry->accept_flags = SOCK_CLOEXEC;
}

/* On big-endian machines the kernel wants the halves swapped. */
static void prepare_poll(const Submission *submission, struct io_uring_sqe *entry) {
  entry->opcode = IORING_OP_POLL_ADD;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  entry->poll32_events = submission->flags << 16 | submission->flags >> 16;
#else
  entry->poll32_events = submission->flags;
#endif
}

/* Makes the entry that cancels an operation. If that is not in flight any more, the entry does nothing. */
static void prepare_cancel(Ring *ring, const Submission *target, struct io_uring_sqe *entry) {
  RingOperation *operation =
      target->id < ring->operation_count ? &ring->operations[target->id] : NULL;
  memset(entry, 0, sizeof *entry);
  entry->opcode = IORING_OP_NOP;
  entry->flags = IOSQE_CQE_SKIP_SUCCESS;
  entry->user_data = RING_UNHEARD;
  if (operation == NULL || operation->kind == RING_IDLE) return;
  if (operation->generation != target->generation) return;
  operation->cancelled = true;
  entry->opcode = IORING_OP_ASYNC_CANCEL;
  entry->addr = user_data_of(target->id, target->generation);
}

static int prepare(RingOperation *operation, const Submission *submission,
                   struct io_uring_sqe *entry) {
  switch (submission->kind) {
    case RING_SEND: prepare_send(submission, entry); return 0;
    case RING_POLL: prepare_poll(submission, entry); return 0;
    case RING_ACCEPT:
      operation->memory = calloc(1, sizeof(AddressBlock));
      if (operation->memory == NULL) return -ENOMEM;
      prepare_accept(operation->memory, entry);
      return 0;
    default: prepare_recv(submission, entry); return 0;
  }
}

int ring_begin(Ring *ring, const Submission *submission, struct io_uring_sqe *entry) {
  if (submission->kind == RING_CANCEL) {
    prepare_cancel(ring, submission, entry);
    return 0;
  }
  if (!reserve(ring, submission->id)) return -ENOMEM;
  RingOperation *operation = &ring->operations[submission->id];
  if (operation->kind != RING_IDLE) return -EBUSY;
  memset(entry, 0, sizeof *entry);
  entry->fd = submission->fd;
  entry->user_data = user_data_of(submission->id, submission->generation);
  free(operation->memory);
  *operation = (RingOperation){.generation = submission->generation,
                               .fd = submission->fd,
                               .length = submission->length,
                               .data = submission->data};
  int result = prepare(operation, submission, entry);
  if (result < 0) return result;
  operation->kind = submission->kind;
  ring->in_flight++;
  return 0;
}

/* With MSG_WAITALL the kernel itself goes on after each part. */
void ring_go_on(const Ring *ring, uint32_t id, struct io_uring_sqe *entry) {
  const RingOperation *operation = &ring->operations[id];
  memset(entry, 0, sizeof *entry);
  entry->opcode = IORING_OP_SEND;
  entry->fd = operation->fd;
  entry->user_data = user_data_of(id, operation->generation);
  entry->addr = (uintptr_t)operation->memory;
  entry->len = operation->length;
  entry->msg_flags = MSG_WAITALL | MSG_NOSIGNAL;
}

static void end(Ring *ring, RingOperation *operation) {
  operation->kind = RING_IDLE;
  ring->in_flight--;
}

void ring_write_row(int32_t *row, uint32_t id, uint32_t generation, int32_t result) {
  row[0] = (int32_t)id;
  row[1] = (int32_t)generation;
  row[2] = result;
  row[3] = 0;
  row[4] = 0;
}

/* Keeps the rest of a send whose first try has not sent all, for a second one; returns false if there is none. */
static bool keep_rest(Ring *ring, uint32_t id, int32_t result) {
  RingOperation *operation = &ring->operations[id];
  uint32_t sent = result > 0 ? (uint32_t)result : 0;
  bool is_short = result == -EAGAIN || (result >= 0 && sent < operation->length);
  if (operation->memory != NULL || operation->cancelled || !is_short) return false;
  uint32_t rest = operation->length - sent;
  operation->memory = malloc(rest);
  if (operation->memory == NULL) return false;
  memcpy(operation->memory, operation->data + sent, rest);
  operation->sent = sent;
  operation->length = rest;
  ring->unfinished[ring->unfinished_count++] = id;
  return true;
}

/* As for send(2), an error after a part is not told: the result is then the part, and the next send gets the error. */
static void settle_send(RingOperation *operation, int32_t result, int32_t *row) {
  bool was_first = operation->memory == NULL;
  int32_t sent = (int32_t)operation->sent;
  free(operation->memory);
  operation->memory = NULL;
  if (result == -EAGAIN && was_first) result = operation->cancelled ? -ECANCELED : -ENOMEM;
  if (result < 0 && sent == 0)
    row[2] = result;
  else
    row[2] = sent + (result < 0 ? 0 : result);
}

static void settle_recv(Ring *ring, const struct io_uring_cqe *completion, int32_t *row) {
  if ((completion->flags & IORING_CQE_F_BUFFER) == 0) return;
  int32_t offset = ring_buffers_take(&ring->buffers, completion);
  row[offset < 0 ? 2 : 4] = offset;
}

static void settle_accept(const Ring *ring, RingOperation *operation, int32_t *row) {
  AddressBlock *block = operation->memory;
  block_set_length(block, row[2] < 0 ? 0 : block->length);
  (void)own(ring->state, row[2]);
}

bool ring_settle(Ring *ring, const struct io_uring_cqe *completion, int32_t *row) {
  if (completion->user_data == RING_UNHEARD) return false;
  uint32_t id = (uint32_t)completion->user_data;
  RingOperation *operation = &ring->operations[id];
  RingKind kind = operation->kind;
  if (kind == RING_SEND && keep_rest(ring, id, completion->res)) return false;
  ring_write_row(row, id, operation->generation, completion->res);
  row[3] = (int32_t)(completion->flags & 0xffff);
  if (kind == RING_SEND) settle_send(operation, completion->res, row);
  if (kind == RING_RECV || kind == RING_RECV_LATER) settle_recv(ring, completion, row);
  if (kind == RING_ACCEPT) settle_accept(ring, operation, row);
  end(ring, operation);
  return true;
}

#endif
