/* The quick form of a call on the hot path. Each number argument of a Node-API call costs about 5 ns to fetch and as much to
 * check, and a result some 10 ns to make. TypeScript therefore checks the numbers, stores them in a shared Int32Array, and reads
 * the result there; only the buffers are arguments. A quick call does not throw for invalid arguments: it returns a refusal, and
 * TypeScript makes the plain call, which throws the error. */
#ifndef FDSET_CALL_NUMBERS_H
#define FDSET_CALL_NUMBERS_H

#include "napi-util.h"
#include "sockaddr.h"

typedef struct {
  int fd;
  Bytes span;
  int flags;
  AddressBlock *block; /* the second argument, if there is one */
  int32_t *numbers;    /* the numbers of this thread */
} QuickCall;

/* Reads the numbers and the buffer, and for two arguments the address block. If one is invalid it returns false, and the result
 * is a value that no system call returns. */
bool quick_call_read(QuickCall *out, napi_env env, napi_callback_info info, size_t arguments);
/* Stores the result, and returns the value that the quick function returns. */
napi_value quick_call_end(const QuickCall *call, ssize_t result);

/* Defines functions whose callback data are the numbers. */
void define_quick_functions(napi_env env, napi_value exports, const Function *functions,
                            size_t count);

#endif
