/* The quick form of a call on the hot path. Each number argument of a Node-API call costs about
 * 5 ns to fetch and as much to check; so TypeScript checks the numbers, leaves them in an Int32Array
 * that both sides know, and only the buffers are arguments. What is not in order is refused without
 * a word: TypeScript then makes the same call in its plain form, whose error says what is wrong. */
#ifndef FDSET_CALL_NUMBERS_H
#define FDSET_CALL_NUMBERS_H

#include "napi-util.h"
#include "sockaddr.h"

typedef struct {
  int fd;
  Bytes span;
  int flags;
  AddressBlock *block; /* the second argument, where there is one */
} QuickCall;

/* Reads the numbers, and the buffer with, for two arguments, the address block. */
bool quick_call_read(QuickCall *out, napi_env env, napi_callback_info info, size_t arguments);
/* The result that no system call has. */
napi_value quick_call_refused(napi_env env);

#endif
