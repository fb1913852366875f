// The load generator of the echo questions: one thread, epoll, N connections with a fixed number of
// requests outstanding on each. It warms up, measures, drains, and prints one line of JSON. It also
// reads the server's processor time at both ends of the measured window. What comes back is counted
// to the byte, and every 64th piece is compared with what was sent. With tls-transport.c it is the load of
// the tls question.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "fail.h"
#include "histogram.h"
#include "load-options.h"
#include "transport.h"
#include "window.h"

#define RECEIVE_BYTES (256 * 1024)
#define MAX_EVENTS 512
// The stream repeats after a prime number of bytes, so that no message equals the one before it and a
// lost, doubled or swapped piece is seen.
#define PERIOD 65521u
#define COMPARE_EVERY 64

struct options {
  unsigned long port;
  unsigned long connections;
  unsigned long size;
  unsigned long depth;
  unsigned long idle_ms;
  struct course course;
};

struct connection {
  struct transport transport;
  bool wants_write;
  uint64_t start;     // where in the stream this connection begins
  uint64_t sent;      // bytes
  uint64_t received;  // bytes
  uint64_t started;   // requests
  uint64_t completed; // requests
  uint64_t *started_at;
};

static struct options options = {
    .connections = 1, .size = 64, .depth = 1, .course = {.measure_ms = 1000}};
static struct connection *connections;
static char *stream;
static char received_bytes[RECEIVE_BYTES];
static struct histogram latencies;
static struct load_phase phase;
static uint64_t pieces, compared, outstanding;
static int epoll_fd;

static void make_stream(void) {
  size_t length = PERIOD + options.size * options.depth + RECEIVE_BYTES;
  uint64_t state = 0x9e3779b97f4a7c15u;
  stream = malloc(length);
  if (stream == NULL) fail_errno("malloc");
  for (size_t index = 0; index < length; index++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    stream[index] = index < PERIOD ? (char)(state >> 56) : stream[index - PERIOD];
  }
}

static void watch(struct connection *connection, int op, unsigned events) {
  struct epoll_event event = {.events = events, .data = {.ptr = connection}};
  if (epoll_ctl(epoll_fd, op, connection->transport.fd, &event) < 0) fail_errno("epoll_ctl");
}

static int connected(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
  int on = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail_errno("socket");
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail_errno("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static void open_connection(struct connection *connection, uint64_t number) {
  connection->transport = transport_connect(connected());
  if (fcntl(connection->transport.fd, F_SETFL, O_NONBLOCK) < 0) fail_errno("fcntl");
  connection->start = number * 7919;
  connection->started_at = calloc(options.depth, sizeof(uint64_t));
  if (connection->started_at == NULL) fail_errno("calloc");
  watch(connection, EPOLL_CTL_ADD, EPOLLIN);
}

static void set_wants_write(struct connection *connection, bool wanted) {
  if (connection->wants_write == wanted) return;
  connection->wants_write = wanted;
  watch(connection, EPOLL_CTL_MOD, wanted ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void send_started(struct connection *connection) {
  uint64_t goal = connection->started * options.size;
  while (connection->sent < goal) {
    const char *from = stream + (connection->start + connection->sent) % PERIOD;
    ssize_t sent = transport_send(&connection->transport, from, goal - connection->sent);
    if (sent < 0 && errno == EAGAIN) break;
    if (sent < 0) fail_errno("send");
    connection->sent += (uint64_t)sent;
  }
  set_wants_write(connection, connection->sent < goal);
}

static void start_request(struct connection *connection, uint64_t now) {
  connection->started_at[connection->started % options.depth] = now;
  connection->started++;
  outstanding++;
}

static void start_all(struct connection *connection) {
  uint64_t now = clock_ns();
  for (unsigned index = 0; index < options.depth; index++)
    start_request(connection, now);
  send_started(connection);
}

static void compare_piece(const struct connection *connection, size_t length) {
  const char *expected = stream + (connection->start + connection->received) % PERIOD;
  if (memcmp(expected, received_bytes, length) != 0)
    fail("wrong bytes came back after byte %llu", (unsigned long long)connection->received);
  compared++;
}

static void complete(struct connection *connection, uint64_t now) {
  uint64_t completed = connection->received / options.size;
  if (connection->received > connection->sent) fail("more came back than was sent");
  for (; connection->completed < completed; connection->completed++) {
    outstanding--;
    if (phase.measuring) {
      phase.requests++;
      histogram_add(&latencies,
                    now - connection->started_at[connection->completed % options.depth]);
    }
    if (phase.starting) start_request(connection, now);
  }
}

static bool receive_piece(struct connection *connection) {
  ssize_t length = transport_receive(&connection->transport, received_bytes, RECEIVE_BYTES);
  if (length < 0 && errno == EAGAIN) return false;
  if (length < 0) fail_errno("recv");
  if (length == 0) fail("the server closed a connection");
  if (pieces++ % COMPARE_EVERY == 0) compare_piece(connection, (size_t)length);
  uint64_t now = clock_ns();
  connection->received += (uint64_t)length;
  complete(connection, now);
  if (connection->sent < connection->started * options.size) send_started(connection);
  return true;
}

static void receive(struct connection *connection) {
  while (receive_piece(connection) && transport_holds_more(&connection->transport))
    continue;
}

// Serves events until the time is up; at time 0, until nothing is outstanding.
static void run_until(uint64_t until) {
  struct epoll_event events[MAX_EVENTS];
  uint64_t now = clock_ns(), progress = now;
  while (until == 0 ? outstanding > 0 : now < until) {
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, window_wait_ms(now, until, 100));
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    for (int index = 0; index < count; index++) {
      struct connection *connection = events[index].data.ptr;
      if (events[index].events & EPOLLOUT) send_started(connection);
      if (events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(connection);
    }
    now = clock_ns();
    if (count > 0) progress = now;
    window_check_progress(now, progress, outstanding);
  }
}

static void sleep_ms(unsigned ms) {
  struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
  while (nanosleep(&time, &time) < 0 && errno == EINTR)
    continue;
}

static void print_result(const struct window *measured, const struct window *idle,
                         uint64_t rss_before) {
  printf("{\"requests\":%llu,\"compared\":%llu,", (unsigned long long)phase.requests,
         (unsigned long long)compared);
  printf("\"p50Ns\":%llu,\"p90Ns\":%llu,\"p99Ns\":%llu,\"p999Ns\":%llu,\"maxNs\":%llu,",
         (unsigned long long)histogram_percentile(&latencies, 0.5),
         (unsigned long long)histogram_percentile(&latencies, 0.9),
         (unsigned long long)histogram_percentile(&latencies, 0.99),
         (unsigned long long)histogram_percentile(&latencies, 0.999),
         (unsigned long long)latencies.max);
  printf("\"rssBefore\":%llu,\"rssIdle\":%llu,", (unsigned long long)rss_before,
         (unsigned long long)idle->server[0].rss_bytes);
  window_print_half(measured);
  putchar(',');
  window_print("measured", measured);
  putchar(',');
  window_print("idle", idle);
  puts("}");
}

// One answer for every connection. A server that needs a thread for each is not warm before, and one that takes a connection
// in each turn would take minutes for 10,000 if those that it has taken went on asking.
static void greet_all(void) {
  for (unsigned index = 0; index < options.connections; index++) {
    start_request(&connections[index], clock_ns());
    send_started(&connections[index]);
  }
  run_until(0);
}

static void measure(struct window *measured, struct window *idle) {
  greet_all();
  phase.starting = true;
  for (unsigned index = 0; index < options.connections; index++)
    start_all(&connections[index]);
  window_measure(measured, &phase, &options.course, run_until);
  // What the last answer still costs (a spin that runs out) belongs to the load, not to the idling.
  if (options.idle_ms > 0) sleep_ms(20);
  window_sample(idle, 0, (pid_t)options.course.pid);
  sleep_ms(options.idle_ms);
  window_sample(idle, 1, (pid_t)options.course.pid);
}

static void parse(int count, char **values) {
  const struct load_option known[] = {
      {"port", &options.port, NULL},
      {"connections", &options.connections, NULL},
      {"size", &options.size, NULL},
      {"depth", &options.depth, NULL},
      {"warmup-ms", &options.course.warmup_ms, NULL},
      {"measure-ms", &options.course.measure_ms, NULL},
      {"idle-ms", &options.idle_ms, NULL},
      {"pid", &options.course.pid, NULL},
      {0},
  };
  read_load_options(count, values, known);
  if (options.port == 0 || options.connections == 0 || options.size == 0 || options.depth == 0)
    fail("needs --port, and --connections, --size and --depth above 0");
}

static void raise_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int count, char **values) {
  struct window measured, idle;
  struct cpu_sample before;
  parse(count, values);
  process_cpu((pid_t)options.course.pid, &before);
  raise_limit();
  make_stream();
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) fail_errno("epoll_create1");
  connections = calloc(options.connections, sizeof *connections);
  if (connections == NULL) fail_errno("calloc");
  for (unsigned index = 0; index < options.connections; index++)
    open_connection(&connections[index], index);
  measure(&measured, &idle);
  for (unsigned index = 0; index < options.connections; index++)
    close(connections[index].transport.fd);
  print_result(&measured, &idle, before.rss_bytes);
  return 0;
}
