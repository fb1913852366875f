// The limit that the echo peers are measured against: one thread, level-triggered epoll, one receive
// buffer. What the kernel does not take is kept per connection, which then is not read from until it
// has gone; any other failure of send closes the connection.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "listen-anywhere.h"

#define BUFFER_BYTES 65536
#define MAX_EVENTS 1024

struct rest {
  char *bytes;
  size_t offset;
  size_t length;
};

static struct rest *rests; // by descriptor
static size_t rests_length;
static char buffer[BUFFER_BYTES];
static int epoll_fd;

static void watch(int op, int fd, unsigned events) {
  struct epoll_event event = {.events = events, .data = {.fd = fd}};
  if (epoll_ctl(epoll_fd, op, fd, &event) < 0) fail_errno("epoll_ctl");
}

static struct rest *rest_of(int fd) {
  size_t needed = (size_t)fd + 1;
  if (needed > rests_length) {
    size_t length = needed * 2;
    rests = realloc(rests, length * sizeof *rests);
    if (rests == NULL) fail_errno("realloc");
    memset(rests + rests_length, 0, (length - rests_length) * sizeof *rests);
    rests_length = length;
  }
  return &rests[fd];
}

static void drop(int fd) {
  free(rest_of(fd)->bytes);
  memset(rest_of(fd), 0, sizeof(struct rest));
  close(fd);
}

static void keep(int fd, const char *bytes, size_t length) {
  struct rest *rest = rest_of(fd);
  rest->bytes = malloc(length);
  if (rest->bytes == NULL) fail_errno("malloc");
  memcpy(rest->bytes, bytes, length);
  rest->offset = 0;
  rest->length = length;
  watch(EPOLL_CTL_MOD, fd, EPOLLOUT);
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    rest_of(fd);
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
  }
  if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) fail_errno("accept4");
}

static void echo(int fd) {
  ssize_t received = recv(fd, buffer, sizeof buffer, 0);
  if (received < 0 && errno == EAGAIN) return;
  if (received <= 0) {
    drop(fd);
    return;
  }
  ssize_t sent = send(fd, buffer, (size_t)received, MSG_NOSIGNAL);
  if (sent == received) return;
  if (sent < 0 && errno != EAGAIN) {
    drop(fd);
    return;
  }
  if (sent < 0) sent = 0;
  keep(fd, buffer + sent, (size_t)(received - sent));
}

static void flush(int fd) {
  struct rest *rest = rest_of(fd);
  ssize_t sent = send(fd, rest->bytes + rest->offset, rest->length - rest->offset, MSG_NOSIGNAL);
  if (sent < 0 && errno == EAGAIN) return;
  if (sent < 0) {
    drop(fd);
    return;
  }
  rest->offset += (size_t)sent;
  if (rest->offset < rest->length) return;
  free(rest->bytes);
  memset(rest, 0, sizeof *rest);
  watch(EPOLL_CTL_MOD, fd, EPOLLIN);
}

static void raise_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(void) {
  struct epoll_event events[MAX_EVENTS];
  raise_limit();
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) fail_errno("epoll_create1");
  int listener = listen_anywhere(SOCK_NONBLOCK);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);
  for (;;) {
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, -1);
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    for (int index = 0; index < count; index++) {
      int fd = events[index].data.fd;
      if (fd == listener)
        accept_all(listener);
      else if (rest_of(fd)->bytes != NULL)
        flush(fd);
      else
        echo(fd);
    }
  }
}
