/* Parsing of arguments and conversion of results, for the upper of the two layers of every file here:
 *   static int sys_x(...)          POSIX only, returns >= 0 or -errno
 *   static napi_value js_x(...)    parses, calls sys_x, converts
 * A parser that fails has thrown the typed error; its caller returns NULL at once. */
#ifndef FDSET_NAPI_UTIL_H
#define FDSET_NAPI_UTIL_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ARGS_MAX 10
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
/* Repeats a system call that a signal interrupted before it did anything (PEP 475). */
#define RETRY_EINTR(result, call) \
  do {                            \
    (result) = (call);            \
  } while ((result) < 0 && errno == EINTR)

typedef struct {
  napi_env env;
  const char *name; /* the name of the function, for messages */
  size_t count;
  napi_value values[ARGS_MAX];
} Args;

typedef struct {
  uint8_t *data;
  size_t length;
} Bytes;

typedef struct {
  const char *name;
  napi_callback callback;
} Function;

void define_functions(napi_env env, napi_value exports, const Function *functions, size_t count);

bool args_read(Args *args, napi_env env, napi_callback_info info, size_t expected);
bool args_int(Args *args, size_t index, const char *what, int *out);
bool args_uint(Args *args, size_t index, const char *what, uint32_t *out);
bool args_double(Args *args, size_t index, const char *what, double *out);
/* Reads a descriptor, an integer from 0 to INT_MAX. */
bool args_fd(Args *args, size_t index, int *out);
bool args_bool(Args *args, size_t index, const char *what, bool *out);
bool args_bytes(Args *args, size_t index, const char *what, Bytes *out);
/* Reads three arguments, buffer, offset and length, and returns this part of the buffer. */
bool args_span(Args *args, size_t index, Bytes *out);
bool args_int32_array(Args *args, size_t index, const char *what, int32_t **out, size_t *count);
/* Reads a Float64Array with `count` elements. */
bool args_float64_array(Args *args, size_t index, const char *what, size_t count, double **out);
/* Copies a string without NUL to the caller's storage. */
bool args_string(Args *args, size_t index, const char *what, char *out, size_t capacity);
bool args_is_nullish(Args *args, size_t index);

bool bytes_of(napi_env env, napi_value value, Bytes *out);
void throw_type(napi_env env, const char *function, const char *what, const char *expected);
void throw_range(napi_env env, const char *function, const char *what, const char *expected);

napi_value make_number(napi_env env, double value);
napi_value make_result(napi_env env, ssize_t result);
napi_value make_undefined(napi_env env);
napi_value make_null(napi_env env);
napi_value make_string(napi_env env, const char *text);
napi_value make_buffer(napi_env env, const void *data, size_t length);
void set_property(napi_env env, napi_value object, const char *name, napi_value value);

#endif
