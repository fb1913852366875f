// TLS by OpenSSL. Every peer speaks the same: TLS 1.3 and the cipher suite that Node and Python prefer. Certificates are not
// checked, because the handshakes are before the measured time.
#include "tls-transport.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>

#include "fail.h"
#include "window.h"

// A record has at most 16 KiB. One system call takes several.
enum { READ_AHEAD_BYTES = 128 * 1024 };

static SSL_CTX *context;

static _Noreturn void fail_tls(const char *what) {
  const char *reason = ERR_reason_error_string(ERR_get_error());
  if (reason == NULL) fail_errno(what);
  fail("%s: %s", what, reason);
}

static void make_context(const SSL_METHOD *method) {
  // SSL_write writes without MSG_NOSIGNAL.
  signal(SIGPIPE, SIG_IGN);
  context = SSL_CTX_new(method);
  if (context == NULL) fail_tls("SSL_CTX_new");
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1) fail_tls("TLS 1.3");
  if (SSL_CTX_set_ciphersuites(context, "TLS_AES_256_GCM_SHA384") != 1) fail_tls("cipher suite");
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
#ifdef SSL_OP_IGNORE_UNEXPECTED_EOF
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
#endif
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, READ_AHEAD_BYTES);
}

static struct transport over(int fd) {
  struct transport transport = {.fd = fd, .ssl = SSL_new(context)};
  struct timeval limit = {.tv_sec = STALL_SECONDS};
  if (transport.ssl == NULL || SSL_set_fd(transport.ssl, fd) != 1) fail_tls("SSL_new");
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  return transport;
}

struct transport transport_connect(int fd) {
  if (context == NULL) make_context(TLS_client_method());
  struct transport transport = over(fd);
  if (SSL_connect(transport.ssl) != 1) fail_tls("SSL_connect");
  return transport;
}

void tls_use_certificate(const char *key_file, const char *cert_file) {
  make_context(TLS_server_method());
  if (SSL_CTX_use_certificate_chain_file(context, cert_file) != 1) fail_tls(cert_file);
  if (SSL_CTX_use_PrivateKey_file(context, key_file, SSL_FILETYPE_PEM) != 1) fail_tls(key_file);
}

bool tls_accept(int fd, struct transport *transport) {
  *transport = over(fd);
  if (SSL_accept(transport->ssl) == 1) return true;
  ERR_clear_error();
  SSL_free(transport->ssl);
  return false;
}

static ssize_t fails_with(int code) {
  errno = code;
  return -1;
}

static ssize_t outcome(const struct transport *transport, int moved) {
  if (moved > 0) return moved;
  int code = errno, reason = SSL_get_error(transport->ssl, moved);
  ERR_clear_error();
  if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return fails_with(EAGAIN);
  if (reason == SSL_ERROR_ZERO_RETURN || (reason == SSL_ERROR_SYSCALL && code == 0)) return 0;
  return fails_with(reason == SSL_ERROR_SYSCALL ? code : EPROTO);
}

ssize_t transport_send(struct transport *transport, const char *bytes, size_t length) {
  errno = 0;
  ssize_t sent = outcome(transport, SSL_write(transport->ssl, bytes, (int)length));
  return sent == 0 ? fails_with(EPIPE) : sent;
}

ssize_t transport_receive(struct transport *transport, char *bytes, size_t room) {
  errno = 0;
  return outcome(transport, SSL_read(transport->ssl, bytes, (int)room));
}

bool transport_holds_more(const struct transport *transport) {
  return SSL_has_pending(transport->ssl) == 1;
}
