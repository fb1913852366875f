// What one wait costs that finds one ready descriptor among N idle ones: `cost-per-event MECHANISM N
// MS`, where MECHANISM is epoll, poll or select. Prints nanoseconds for each wait.
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"

static int *descriptors;
static int count;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void open_all(int idle) {
  int pair[2];
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  count = idle + 1;
  descriptors = calloc((size_t)count, sizeof *descriptors);
  if (descriptors == NULL || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) die("socketpair");
  if (write(pair[1], "x", 1) != 1) die("write");
  descriptors[0] = pair[0];
  for (int index = 1; index < count; index++) {
    descriptors[index] = socket(AF_INET, SOCK_DGRAM, 0);
    if (descriptors[index] < 0) die("socket");
  }
}

static int epoll_fd;

static void prepare_epoll(void) {
  epoll_fd = epoll_create1(0);
  for (int index = 0; index < count; index++) {
    struct epoll_event event = {.events = EPOLLIN};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, descriptors[index], &event) < 0) die("epoll_ctl");
  }
}

static int wait_epoll(void) {
  struct epoll_event events[16];
  return epoll_wait(epoll_fd, events, 16, -1);
}

static struct pollfd *polled;

static void prepare_poll(void) {
  polled = calloc((size_t)count, sizeof *polled);
  if (polled == NULL) die("calloc");
  for (int index = 0; index < count; index++)
    polled[index] = (struct pollfd){.fd = descriptors[index], .events = POLLIN};
}

static int wait_poll(void) {
  int ready = poll(polled, (nfds_t)count, -1), found = 0;
  for (int index = 0; index < count && found < ready; index++)
    found += polled[index].revents != 0;
  return found;
}

static fd_set wanted;
static int highest;

static void prepare_select(void) {
  FD_ZERO(&wanted);
  for (int index = 0; index < count; index++) {
    if (descriptors[index] >= FD_SETSIZE) {
      fprintf(stderr, "select(2) takes no descriptor from %d on\n", FD_SETSIZE);
      exit(3);
    }
    FD_SET(descriptors[index], &wanted);
    if (descriptors[index] > highest) highest = descriptors[index];
  }
}

static int wait_select(void) {
  fd_set ready = wanted;
  int left = select(highest + 1, &ready, NULL, NULL, NULL), found = 0;
  for (int index = 0; index < count && found < left; index++)
    found += FD_ISSET(descriptors[index], &ready) != 0;
  return found;
}

static double measure(int (*wait_once)(void), double seconds) {
  uint64_t from = clock_ns(), until = from + (uint64_t)(seconds * 1e9), waits = 0, now = from;
  while (now < until) {
    for (int repeat = 0; repeat < 16; repeat++, waits++)
      if (wait_once() != 1) die("one descriptor must be ready");
    now = clock_ns();
  }
  return (double)(now - from) / (double)waits;
}

int main(int arguments, char **values) {
  if (arguments != 4) return 2;
  open_all(atoi(values[2]));
  int (*wait_once)(void) = wait_epoll;
  if (strcmp(values[1], "poll") == 0) {
    prepare_poll();
    wait_once = wait_poll;
  } else if (strcmp(values[1], "select") == 0) {
    prepare_select();
    wait_once = wait_select;
  } else {
    prepare_epoll();
  }
  double seconds = atof(values[3]) / 1000;
  measure(wait_once, seconds / 3);
  printf("%.1f\n", measure(wait_once, seconds));
  return 0;
}
