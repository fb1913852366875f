// The server's side of tls-transport.c.
#ifndef BENCH_TLS_TRANSPORT_H
#define BENCH_TLS_TRANSPORT_H

#include "transport.h"

// Reads the key and the certificate of the server from PEM files.
void tls_use_certificate(const char *key_file, const char *cert_file);

// Makes the handshake over an accepted descriptor that blocks. False if it fails.
bool tls_accept(int fd, struct transport *transport);

#endif
