{
  "targets": [
    {
      "target_name": "fdset",
      "sources": [
        "addon.c",
        "ancillary.c",
        "batch.c",
        "blocking.c",
        "call-numbers.c",
        "constants.c",
        "deferred-signals.c",
        "descriptor.c",
        "epoll.c",
        "event-loop.c",
        "fork-gate.c",
        "fork-messages.c",
        "fork-server.c",
        "hand-over.c",
        "inheritable-memory.c",
        "interrupt.c",
        "io.c",
        "kqueue.c",
        "loop-callback.c",
        "loop-end.c",
        "loop-turn.c",
        "message.c",
        "mode.c",
        "names.c",
        "napi-result.c",
        "napi-util.c",
        "ownership.c",
        "poll.c",
        "process.c",
        "recv-waiting.c",
        "ring-buffers.c",
        "ring-operations.c",
        "ring-setup.c",
        "ring-submissions.c",
        "ring-turn.c",
        "ring.c",
        "select.c",
        "signals.c",
        "sockaddr.c",
        "socket.c",
        "sockopt.c",
        "spinning.c",
        "state.c",
        "time-limit.c",
        "timestamps.c",
        "wakeup.c",
        "watcher.c"
      ],
      "defines": ["NAPI_VERSION=8", "_GNU_SOURCE"],
      "cflags": ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"],
      "conditions": [
        [
          "OS=='linux'",
          {
            "ldflags": ["-Wl,-z,now"]
          }
        ]
      ],
      "xcode_settings": {
        "GCC_C_LANGUAGE_STANDARD": "c11",
        "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
        "GCC_TREAT_WARNINGS_AS_ERRORS": "YES",
        "OTHER_CFLAGS": ["-D_DARWIN_C_SOURCE", "-D__APPLE_USE_RFC_3542"]
      }
    }
  ]
}
