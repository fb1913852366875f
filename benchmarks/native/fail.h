// How a load generator ends when something is wrong: one line that begins with the program's name.
#ifndef BENCH_FAIL_H
#define BENCH_FAIL_H

_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The same, with the meaning of errno.
_Noreturn void fail_errno(const char *what);

#endif
