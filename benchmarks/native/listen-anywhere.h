// The beginning of every TCP server here.
#ifndef BENCH_LISTEN_ANYWHERE_H
#define BENCH_LISTEN_ANYWHERE_H

// A listener on a free port of the loopback address, close-on-exec; prints the line that the harness
// waits for. `flags` are those of socket(2), such as SOCK_NONBLOCK.
int listen_anywhere(int flags);

#endif
