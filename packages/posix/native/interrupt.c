#include "interrupt.h"

#include <errno.h>

#include "addon.h"
#include "monotonic.h"
#include "napi-util.h"
#include "signals.h"

enum { CHECK_NS = 10000000 };

/* While the environment is stopping, Node refuses every call that might run JavaScript. This is the cheapest of those calls, and
 * it runs none. */
bool javascript_may_run(napi_env env) {
  napi_handle_scope scope;
  napi_value value;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
  napi_get_undefined(env, &value);
  bool may_run = napi_coerce_to_bool(env, value, &value) == napi_ok;
  napi_close_handle_scope(env, scope);
  return may_run;
}

int check_interrupt(State *state) {
  if (!state->is_main) return 0;
  int64_t now = monotonic_ns();
  if (now < state->next_interrupt_check_ns) return 0;
  state->next_interrupt_check_ns = now + CHECK_NS;
  return signal_is_pending(state) ? -EINTR : 0;
}

static napi_value js_check_interrupt(napi_env env, napi_callback_info info) {
  (void)info;
  return make_result(env, check_interrupt(state_of(env)));
}

void define_interrupt(napi_env env, napi_value exports) {
  static const Function functions[] = {{"checkInterrupt", js_check_interrupt}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
