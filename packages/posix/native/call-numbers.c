#include "call-numbers.h"

#include "addon.h"
#include "state.h"

enum { NUMBER_FD, NUMBER_OFFSET, NUMBER_LENGTH, NUMBER_FLAGS, NUMBER_RESULT, NUMBER_COUNT };

#define REFUSED INT32_MIN

/* Makes one Node-API call, where bytes_of() makes two. TypeScript has checked that the array has bytes, because checking its type
 * here takes two more calls. For any other array the length in elements is read, which never exceeds its bytes. */
static bool read_bytes(napi_env env, napi_value value, Bytes *out) {
  void *data = NULL;
  if (napi_get_typedarray_info(env, value, NULL, &out->length, &data, NULL, NULL) != napi_ok)
    return false;
  out->data = data;
  return data != NULL;
}

static bool take_span(const int32_t *numbers, Bytes *span) {
  int64_t offset = numbers[NUMBER_OFFSET];
  int64_t length = numbers[NUMBER_LENGTH];
  if (offset < 0 || length < 0 || offset + length > (int64_t)span->length) return false;
  span->data += offset;
  span->length = (size_t)length;
  return true;
}

static bool read_block(napi_env env, napi_value value, AddressBlock **out) {
  Bytes bytes;
  return read_bytes(env, value, &bytes) && block_of(bytes, out);
}

bool quick_call_read(QuickCall *out, napi_env env, napi_callback_info info, size_t arguments) {
  napi_value values[2];
  size_t count = 2;
  void *data = NULL;
  if (napi_get_cb_info(env, info, &count, values, NULL, &data) != napi_ok || count < arguments)
    return false;
  int32_t *numbers = data;
  out->numbers = numbers;
  out->fd = numbers[NUMBER_FD];
  out->flags = numbers[NUMBER_FLAGS];
  numbers[NUMBER_RESULT] = REFUSED;
  return out->fd >= 0 && read_bytes(env, values[0], &out->span) && take_span(numbers, &out->span) &&
         (arguments < 2 || read_block(env, values[1], &out->block));
}

napi_value quick_call_end(const QuickCall *call, ssize_t result) {
  /* The result fits, because the requested length is an int32_t. */
  call->numbers[NUMBER_RESULT] = (int32_t)result;
  return NULL;
}

void define_quick_functions(napi_env env, napi_value exports, const Function *functions,
                            size_t count) {
  void *numbers = state_of(env)->numbers;
  for (size_t i = 0; i < count; i++) {
    napi_value function;
    const char *name = functions[i].name;
    if (napi_create_function(env, name, NAPI_AUTO_LENGTH, functions[i].callback, numbers,
                             &function) == napi_ok)
      set_property(env, exports, name, function);
  }
}

void define_call_numbers(napi_env env, napi_value exports) {
  napi_value buffer;
  napi_value array;
  napi_ref kept;
  void *data = NULL;
  size_t bytes = NUMBER_COUNT * sizeof(int32_t);
  /* The reference is never deleted; the memory ends with the environment. */
  if (napi_create_arraybuffer(env, bytes, &data, &buffer) != napi_ok ||
      napi_create_reference(env, buffer, 1, &kept) != napi_ok ||
      napi_create_typedarray(env, napi_int32_array, NUMBER_COUNT, buffer, 0, &array) != napi_ok)
    return;
  state_of(env)->numbers = data;
  set_property(env, exports, "callNumbers", array);
  set_property(env, exports, "QUICK_REFUSED", make_result(env, REFUSED));
}
