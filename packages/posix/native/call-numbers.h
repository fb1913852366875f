/* The quick form of a call on the hot path. Each number argument of a Node-API call costs about
 * 5 ns to fetch and as much to check, and a result some 10 ns to make; so TypeScript checks the
 * numbers, leaves them in an Int32Array that both sides know, and finds the result there: only the
 * buffers are arguments. What is not in order is refused without a word: TypeScript then makes the same
 * call in its plain form, whose error says what is wrong. */
#ifndef FDSET_CALL_NUMBERS_H
#define FDSET_CALL_NUMBERS_H

#include "napi-util.h"
#include "sockaddr.h"

typedef struct {
  int fd;
  Bytes span;
  int flags;
  AddressBlock *block; /* the second argument, where there is one */
  int32_t *numbers;    /* those of this thread */
} QuickCall;

/* Reads the numbers, and the buffer with, for two arguments, the address block. Otherwise false, and the
 * result is the one that no system call has. */
bool quick_call_read(QuickCall *out, napi_env env, napi_callback_info info, size_t arguments);
/* Leaves the result; what a quick function returns. */
napi_value quick_call_end(const QuickCall *call, ssize_t result);

/* Functions whose callback data are the numbers. */
void define_quick_functions(napi_env env, napi_value exports, const Function *functions,
                            size_t count);

#endif
