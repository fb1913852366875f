// The limit that the datagram peers are measured against: one thread, epoll, one datagram per system
// call. `datagram-server udp`, or `datagram-server unix PATH`.
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int open_udp(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  printf("READY %d\n", ntohs(address.sin_port));
  return fd;
}

static int open_unix(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  if (strlen(path) >= sizeof address.sun_path) die("the path is too long");
  strcpy(address.sun_path, path);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  printf("READY %s\n", path);
  return fd;
}

static void echo_all(int fd) {
  char buffer[65536];
  struct sockaddr_storage peer;
  for (;;) {
    socklen_t length = sizeof peer;
    ssize_t size = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&peer, &length);
    if (size < 0 && errno == EAGAIN) return;
    if (size < 0) die("recvfrom");
    // A client that has gone is no error of the server.
    sendto(fd, buffer, (size_t)size, MSG_NOSIGNAL, (struct sockaddr *)&peer, length);
  }
}

int main(int count, char **values) {
  int is_unix = count == 3 && strcmp(values[1], "unix") == 0;
  int fd = is_unix ? open_unix(values[2]) : open_udp();
  int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
  fflush(stdout);
  if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll");
  for (;;) {
    int ready = epoll_wait(epoll_fd, &event, 1, -1);
    if (ready < 0 && errno != EINTR) die("epoll_wait");
    if (ready > 0) echo_all(fd);
  }
}
