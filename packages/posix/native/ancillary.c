#include "ancillary.h"

#include <string.h>

#include "ownership.h"

static bool is_of(const struct cmsghdr *header, int type) {
  return header->cmsg_level == SOL_SOCKET && header->cmsg_type == type;
}

static size_t data_length(const struct cmsghdr *header) { return header->cmsg_len - CMSG_LEN(0); }

static int fd_at(const struct cmsghdr *header, size_t index) {
  int fd;
  memcpy(&fd, CMSG_DATA(header) + index * sizeof fd, sizeof fd);
  return fd;
}

/* The kernel sends a negative number instead of a pidfd when the process has gone. */
static bool is_pidfd(const struct cmsghdr *header) {
#ifdef SCM_PIDFD
  return is_of(header, SCM_PIDFD) && data_length(header) >= sizeof(int) && fd_at(header, 0) >= 0;
#else
  (void)header;
  return false;
#endif
}

static bool is_stamp(const struct cmsghdr *header) {
#if defined SCM_TIMESTAMPNS && defined SCM_TIMESTAMPING
  return is_of(header, SCM_TIMESTAMPNS) || is_of(header, SCM_TIMESTAMPING);
#else
  (void)header;
  return false;
#endif
}

static size_t count_fds(const struct cmsghdr *header) {
  if (is_of(header, SCM_RIGHTS)) return data_length(header) / sizeof(int);
  return is_pidfd(header) ? 1 : 0;
}

static void drop_from(struct msghdr *message, const struct cmsghdr *header, size_t first) {
  size_t count = count_fds(header);
  if (first < count) message->msg_flags |= MSG_CTRUNC;
  for (size_t i = first; i < count; i++)
    close(fd_at(header, i));
}

void ancillary_drop(struct msghdr *message) {
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
       header = CMSG_NXTHDR(message, header))
    drop_from(message, header, 0);
}

static napi_value make_fd(napi_env env, int fd) {
  return make_result(env, own(state_of(env), compat_prepare_fd(fd, 0)));
}

static void append(napi_env env, napi_value list, napi_value element) {
  uint32_t length = 0;
  napi_get_array_length(env, list, &length);
  napi_set_element(env, list, length, element);
}

static napi_value make_control(napi_env env, const struct cmsghdr *header) {
  napi_value entry = NULL;
  napi_create_object(env, &entry);
  set_property(env, entry, "level", make_result(env, header->cmsg_level));
  set_property(env, entry, "type", make_result(env, header->cmsg_type));
  set_property(env, entry, "data", make_buffer(env, CMSG_DATA(header), data_length(header)));
  return entry;
}

void ancillary_take(napi_env env, struct msghdr *message, size_t limit, napi_value object) {
  napi_value fds = NULL;
  napi_value control = NULL;
  napi_create_array(env, &fds);
  napi_create_array(env, &control);
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
       header = CMSG_NXTHDR(message, header)) {
    size_t count = count_fds(header);
    size_t fitting = limit < CMSG_LEN(0) ? 0 : (limit - CMSG_LEN(0)) / sizeof(int);
    size_t taken = count < fitting ? count : fitting;
    size_t space = CMSG_SPACE(data_length(header));
    if (!is_stamp(header)) limit -= space < limit ? space : limit;
    drop_from(message, header, taken);
    if (is_pidfd(header) && taken > 0)
      set_property(env, object, "pidfd", make_fd(env, fd_at(header, 0)));
    else if (is_of(header, SCM_RIGHTS))
      for (size_t i = 0; i < taken; i++)
        append(env, fds, make_fd(env, fd_at(header, i)));
    else if (count == 0)
      append(env, control, make_control(env, header));
  }
  set_property(env, object, "fds", fds);
  set_property(env, object, "control", control);
}
