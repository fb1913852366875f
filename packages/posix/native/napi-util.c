#include "napi-util.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void define_functions(napi_env env, napi_value exports, const Function *functions, size_t count) {
  for (size_t i = 0; i < count; i++) {
    napi_value function;
    /* The name is the callback data, so that every message can name the function. */
    void *name = (void *)functions[i].name;
    if (napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].callback, name,
                             &function) == napi_ok)
      napi_set_named_property(env, exports, functions[i].name, function);
  }
}

static void throw_misuse(napi_env env, bool range, const char *function, const char *what,
                         const char *expected) {
  char message[256];
  snprintf(message, sizeof message, "%s: %s must be %s", function, what, expected);
  if (range)
    napi_throw_range_error(env, "ERR_FDSET_OUT_OF_RANGE", message);
  else
    napi_throw_type_error(env, "ERR_FDSET_INVALID_ARG_TYPE", message);
}

void throw_type(napi_env env, const char *function, const char *what, const char *expected) {
  throw_misuse(env, false, function, what, expected);
}

void throw_range(napi_env env, const char *function, const char *what, const char *expected) {
  throw_misuse(env, true, function, what, expected);
}

bool args_read(Args *args, napi_env env, napi_callback_info info, size_t expected) {
  void *name = NULL;
  args->env = env;
  args->count = ARGS_MAX;
  if (napi_get_cb_info(env, info, &args->count, args->values, NULL, &name) != napi_ok) return false;
  args->name = name;
  if (args->count >= expected) return true;
  throw_type(env, args->name, "the argument list", "complete");
  return false;
}

bool args_double(Args *args, size_t index, const char *what, double *out) {
  if (napi_get_value_double(args->env, args->values[index], out) != napi_ok) {
    throw_type(args->env, args->name, what, "a number");
    return false;
  }
  if (!isnan(*out)) return true;
  throw_range(args->env, args->name, what, "a number, not NaN");
  return false;
}

static bool is_constant_name(const char *text) {
  return *text != 0 && text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == 0;
}

/* The hint names constants, because the most common mistake is the name of a constant in quotes. */
static void throw_no_integer(Args *args, size_t index, const char *what) {
  char text[32] = "";
  char expected[128] = "an integer";
  napi_valuetype type = napi_object;
  napi_typeof(args->env, args->values[index], &type);
  if (type == napi_undefined) snprintf(expected, sizeof expected, "an integer, and is missing");
  if (type == napi_string) {
    napi_get_value_string_utf8(args->env, args->values[index], text, sizeof text, NULL);
    const char *hint = is_constant_name(text) ? ": write the constant without quotes, " : "";
    snprintf(expected, sizeof expected, "an integer, not a string%s%s", hint,
             *hint == 0 ? "" : text);
  }
  throw_type(args->env, args->name, what, expected);
}

static bool args_integer(Args *args, size_t index, const char *what, double low, double high,
                         double *out) {
  if (napi_get_value_double(args->env, args->values[index], out) != napi_ok) {
    throw_no_integer(args, index, what);
    return false;
  }
  if (*out >= low && *out <= high && *out == floor(*out)) return true;
  char expected[96];
  snprintf(expected, sizeof expected, "an integer from %.0f to %.0f", low, high);
  throw_range(args->env, args->name, what, expected);
  return false;
}

bool args_int(Args *args, size_t index, const char *what, int *out) {
  double value;
  if (!args_integer(args, index, what, INT_MIN, INT_MAX, &value)) return false;
  *out = (int)value;
  return true;
}

bool args_uint(Args *args, size_t index, const char *what, uint32_t *out) {
  double value;
  if (!args_integer(args, index, what, 0, UINT32_MAX, &value)) return false;
  *out = (uint32_t)value;
  return true;
}

bool args_fd(Args *args, size_t index, int *out) {
  double value;
  if (!args_integer(args, index, "the descriptor", 0, INT_MAX, &value)) return false;
  *out = (int)value;
  return true;
}

bool args_bool(Args *args, size_t index, const char *what, bool *out) {
  if (napi_get_value_bool(args->env, args->values[index], out) == napi_ok) return true;
  throw_type(args->env, args->name, what, "a boolean");
  return false;
}

enum { UNKNOWN_ARRAY = 127 };

/* Returns 0 for a kind that this Node-API does not know. For a Float16Array some versions of Node return neither an error nor a
 * type. */
static size_t element_size(int type) {
  switch (type) {
    case napi_int8_array:
    case napi_uint8_array:
    case napi_uint8_clamped_array: return 1;
    case napi_int16_array:
    case napi_uint16_array: return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array: return 4;
    case napi_float64_array:
    case napi_bigint64_array:
    case napi_biguint64_array: return 8;
    default: return 0;
  }
}

bool bytes_of(napi_env env, napi_value value, Bytes *out) {
  bool is_typed = false;
  napi_typedarray_type type = (napi_typedarray_type)UNKNOWN_ARRAY;
  size_t length = 0;
  void *data = NULL;
  if (napi_is_typedarray(env, value, &is_typed) != napi_ok || !is_typed) return false;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) != napi_ok)
    return false;
  if (element_size(type) == 0) return false;
  out->length = data == NULL ? 0 : length * element_size(type);
  out->data = data;
  return true;
}

bool args_bytes(Args *args, size_t index, const char *what, Bytes *out) {
  if (bytes_of(args->env, args->values[index], out)) return true;
  throw_type(args->env, args->name, what, "a Uint8Array");
  return false;
}

bool args_span(Args *args, size_t index, Bytes *out) {
  double offset;
  double length;
  if (!args_bytes(args, index, "the buffer", out)) return false;
  if (!args_integer(args, index + 1, "the offset", 0, (double)out->length, &offset)) return false;
  double rest = (double)out->length - offset;
  if (!args_integer(args, index + 2, "the length", 0, rest, &length)) return false;
  /* An empty or detached view may have no memory, and arithmetic on NULL is undefined. */
  if (out->data != NULL) out->data += (size_t)offset;
  out->length = (size_t)length;
  return true;
}

bool args_int32_array(Args *args, size_t index, const char *what, int32_t **out, size_t *count) {
  napi_typedarray_type type = napi_int8_array;
  bool is_typed = false;
  void *data = NULL;
  napi_value value = args->values[index];
  if (napi_is_typedarray(args->env, value, &is_typed) == napi_ok && is_typed)
    napi_get_typedarray_info(args->env, value, &type, count, &data, NULL, NULL);
  if (!is_typed || type != napi_int32_array) {
    throw_type(args->env, args->name, what, "an Int32Array");
    return false;
  }
  if (data == NULL) *count = 0;
  *out = data;
  return true;
}

bool args_float64_array(Args *args, size_t index, const char *what, size_t count, double **out) {
  napi_typedarray_type type;
  size_t length = 0;
  void *data = NULL;
  napi_status status =
      napi_get_typedarray_info(args->env, args->values[index], &type, &length, &data, NULL, NULL);
  *out = data;
  if (status == napi_ok && type == napi_float64_array && length == count && data != NULL)
    return true;
  throw_type(args->env, args->name, what, "a Float64Array of the right length");
  return false;
}

bool args_string(Args *args, size_t index, const char *what, char *out, size_t capacity) {
  size_t length = 0;
  napi_value value = args->values[index];
  if (napi_get_value_string_utf8(args->env, value, NULL, 0, &length) != napi_ok) {
    throw_type(args->env, args->name, what, "a string");
    return false;
  }
  if (length >= capacity) {
    throw_range(args->env, args->name, what, "shorter");
    return false;
  }
  napi_get_value_string_utf8(args->env, value, out, capacity, &length);
  if (strlen(out) == length) return true;
  throw_range(args->env, args->name, what, "free of NUL characters");
  return false;
}

bool args_is_nullish(Args *args, size_t index) {
  napi_valuetype type = napi_undefined;
  if (index < args->count) napi_typeof(args->env, args->values[index], &type);
  return type == napi_undefined || type == napi_null;
}
