// How a connection of a load generator moves its bytes: as they are (plain-transport.c), or encrypted (tls-transport.c). A program
// is built with one of the two.
#ifndef BENCH_TRANSPORT_H
#define BENCH_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct transport {
  int fd;
  struct ssl_st *ssl; // NULL when the bytes go as they are
};

// Prepares a connected descriptor that blocks, as the client. Ends the program if that fails.
struct transport transport_connect(int fd);

// Returns and sets errno as send(2). After EAGAIN the same bytes have to come again, and perhaps more.
ssize_t transport_send(struct transport *transport, const char *bytes, size_t length);

// Returns and sets errno as recv(2).
ssize_t transport_receive(struct transport *transport, char *bytes, size_t room);

// Whether there may be bytes of which epoll no longer tells, because they are out of the kernel already.
bool transport_holds_more(const struct transport *transport);

#endif
