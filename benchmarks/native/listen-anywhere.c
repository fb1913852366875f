#include "listen-anywhere.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

#include "fail.h"

int listen_anywhere(int flags) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) fail_errno("socket");
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail_errno("bind");
  if (listen(fd, 4096) < 0) fail_errno("listen");
  if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) fail_errno("getsockname");
  printf("READY %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}
