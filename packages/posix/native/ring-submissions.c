/* Reads submissions: rows of numbers, and the memory with the bytes of sends. */
#ifdef __linux__
#include <stdlib.h>
#include <sys/socket.h>

#include "ring.h"

/* MSG_WAITALL would keep a buffer between two turns, and MSG_ERRQUEUE and MSG_CMSG_COMPAT mean nothing here. */
static const uint32_t RECV_FLAGS = MSG_PEEK | MSG_OOB;
static const uint32_t SEND_FLAGS = MSG_OOB | MSG_MORE | MSG_DONTROUTE | MSG_EOR;

/* Where the bytes of sends are: in the staging memory, or in one of the list. */
typedef struct {
  napi_env env;
  bool may_send;
  Bytes staging;
  napi_value list;
} Sources;

static bool find_data(const Sources *sources, const int32_t *row, Submission *out) {
  Bytes bytes = sources->staging;
  napi_value element;
  uint32_t offset = (uint32_t)row[7];
  if (row[6] > 0 &&
      (napi_get_element(sources->env, sources->list, (uint32_t)row[6] - 1, &element) != napi_ok ||
       !bytes_of(sources->env, element, &bytes)))
    return false;
  if (offset > bytes.length || out->length > bytes.length - offset) return false;
  out->data = bytes.data + offset;
  return true;
}

/* A row is [kind, descriptor, id, generation, length, flags, source, offset]; the last two are for sends. */
static bool read_submission(const Sources *sources, const int32_t *row, Submission *out) {
  *out = (Submission){.kind = (RingKind)row[0],
                      .fd = row[1],
                      .id = (uint32_t)row[2],
                      .generation = (uint32_t)row[3],
                      .length = (uint32_t)row[4],
                      .flags = (uint32_t)row[5]};
  if (out->id >= RING_IDS_MAX || row[4] < 0) return false;
  switch (out->kind) {
    case RING_RECV:
    case RING_RECV_LATER: return out->length > 0 && (out->flags & ~RECV_FLAGS) == 0;
    case RING_SEND:
      return sources->may_send && (out->flags & ~SEND_FLAGS) == 0 && find_data(sources, row, out);
    case RING_ACCEPT:
    case RING_POLL:
    case RING_CANCEL: return true;
    default: return false;
  }
}

static bool reserve_submissions(Ring *ring, uint32_t count) {
  if (count <= ring->submission_capacity) return true;
  Submission *grown = realloc(ring->submissions, count * sizeof *grown);
  if (grown == NULL) return false;
  ring->submissions = grown;
  ring->submission_capacity = count;
  return true;
}

int ring_read_submissions(Args *args, Ring *ring, uint32_t *count) {
  Sources sources = {.env = args->env, .may_send = ring->is_deferred, .list = args->values[4]};
  int32_t *rows;
  size_t length = 0;
  if (!args_int32_array(args, 1, "the submissions", &rows, &length) ||
      !args_uint(args, 2, "their number", count) ||
      !args_bytes(args, 3, "the staging memory", &sources.staging))
    return 1;
  bool ok = *count <= length / RING_SUBMISSION;
  if (ok && !reserve_submissions(ring, *count)) return -ENOMEM;
  for (uint32_t i = 0; ok && i < *count; i++)
    ok = read_submission(&sources, rows + (size_t)i * RING_SUBMISSION, &ring->submissions[i]);
  if (!ok) throw_range(args->env, args->name, "each submission", "complete and within its limits");
  return ok ? 0 : 1;
}
#endif
