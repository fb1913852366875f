// The limit that the tls peers are measured against: one thread, epoll, OpenSSL. `tls-server KEY CERT`. What the kernel does not
// take waits in its connection, which is not read from until it has gone.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "listen-anywhere.h"
#include "tls-transport.h"

enum { BUFFER_BYTES = 65536, MAX_EVENTS = 1024 };

struct connection {
  struct transport transport;
  size_t length; // of what has to be sent before more is received
  size_t offset;
  char bytes[BUFFER_BYTES];
};

static int epoll_fd;

static void watch(int op, int fd, unsigned events, void *owner) {
  struct epoll_event event = {.events = events, .data = {.ptr = owner}};
  if (epoll_ctl(epoll_fd, op, fd, &event) < 0) fail_errno("epoll_ctl");
}

static void drop(struct connection *connection) {
  SSL_free(connection->transport.ssl);
  close(connection->transport.fd);
  free(connection);
}

// Whether the connection goes on, and everything is sent.
static bool flush(struct connection *connection) {
  struct transport *transport = &connection->transport;
  while (connection->offset < connection->length) {
    ssize_t sent = transport_send(transport, connection->bytes + connection->offset,
                                  connection->length - connection->offset);
    if (sent > 0) {
      connection->offset += (size_t)sent;
      continue;
    }
    if (errno == EAGAIN)
      watch(EPOLL_CTL_MOD, transport->fd, EPOLLOUT, connection);
    else
      drop(connection);
    return false;
  }
  return true;
}

static void echo(struct connection *connection) {
  struct transport *transport = &connection->transport;
  do {
    ssize_t received = transport_receive(transport, connection->bytes, BUFFER_BYTES);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0) {
      drop(connection);
      return;
    }
    connection->length = (size_t)received;
    connection->offset = 0;
    if (!flush(connection)) return;
  } while (transport_holds_more(transport));
}

// Waits for the handshake, because the load makes one after the other.
static void accept_next(int listener) {
  int on = 1, fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (fd < 0) return;
  struct connection *connection = calloc(1, sizeof *connection);
  if (connection == NULL) fail_errno("calloc");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!tls_accept(fd, &connection->transport)) {
    free(connection);
    close(fd);
    return;
  }
  if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0) fail_errno("fcntl");
  watch(EPOLL_CTL_ADD, fd, EPOLLIN, connection);
  // The first request may have come with the end of the handshake.
  echo(connection);
}

static void resume(struct connection *connection) {
  if (!flush(connection)) return;
  watch(EPOLL_CTL_MOD, connection->transport.fd, EPOLLIN, connection);
  echo(connection);
}

int main(int count, char **values) {
  struct epoll_event events[MAX_EVENTS];
  if (count != 3) fail("needs the files of a key and of a certificate");
  tls_use_certificate(values[1], values[2]);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) fail_errno("epoll_create1");
  int listener = listen_anywhere(0);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
  for (;;) {
    int ready = epoll_wait(epoll_fd, events, MAX_EVENTS, -1);
    if (ready < 0 && errno != EINTR) fail_errno("epoll_wait");
    for (int index = 0; index < ready; index++) {
      struct connection *connection = events[index].data.ptr;
      if (connection == NULL)
        accept_next(listener);
      else if (events[index].events & EPOLLOUT)
        resume(connection);
      else
        echo(connection);
    }
  }
}
