#include "state.h"

#include <stdlib.h>
#include <unistd.h>

#include "event-loop.h"
#include "ownership.h"

State *state_of(napi_env env) {
  void *state = NULL;
  napi_get_instance_data(env, &state);
  return state;
}

static void state_destroy(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  State *state = data;
  ownership_close_all(state);
  if (state->edge_fd >= 0) close(state->edge_fd);
  free(state);
}

bool state_create(napi_env env) {
  State *state = calloc(1, sizeof *state);
  if (state == NULL) return false;
  state->env = env;
  state->edge_fd = -1;
  state->signal_fd = -1;
  state->is_main = is_main_loop(loop_of(env));
  if (napi_set_instance_data(env, state, state_destroy, NULL) == napi_ok) return true;
  free(state);
  return false;
}
