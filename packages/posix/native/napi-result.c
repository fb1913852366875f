#include "napi-util.h"

napi_value make_number(napi_env env, double value) {
  napi_value result = NULL;
  napi_create_double(env, value, &result);
  return result;
}

napi_value make_result(napi_env env, ssize_t result) {
  napi_value value = NULL;
  if (result >= INT32_MIN && result <= INT32_MAX)
    napi_create_int32(env, (int32_t)result, &value);
  else
    napi_create_int64(env, result, &value);
  return value;
}

napi_value make_undefined(napi_env env) {
  napi_value value = NULL;
  napi_get_undefined(env, &value);
  return value;
}

napi_value make_null(napi_env env) {
  napi_value value = NULL;
  napi_get_null(env, &value);
  return value;
}

napi_value make_string(napi_env env, const char *text) {
  napi_value value = NULL;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

napi_value make_buffer(napi_env env, const void *data, size_t length) {
  napi_value value = NULL;
  napi_create_buffer_copy(env, length, data, NULL, &value);
  return value;
}

void set_property(napi_env env, napi_value object, const char *name, napi_value value) {
  if (value != NULL) napi_set_named_property(env, object, name, value);
}
