#include <sys/socket.h>

#include "transport.h"

struct transport transport_connect(int fd) { return (struct transport){.fd = fd}; }

ssize_t transport_send(struct transport *transport, const char *bytes, size_t length) {
  return send(transport->fd, bytes, length, MSG_NOSIGNAL);
}

ssize_t transport_receive(struct transport *transport, char *bytes, size_t room) {
  return recv(transport->fd, bytes, room, 0);
}

bool transport_holds_more(const struct transport *transport) {
  (void)transport;
  return false;
}
