// The load generator for servers with one connection for each request: connect, send, receive the same
// bytes, close. One thread, epoll. Closed loop (default): N clients, each comes again as soon as it has
// its answer. Bursts (--gap-ms): N clients come at once, N more after the gap, whatever became of those
// before. A request's time runs from before connect(2) until the whole answer is there. Every answer is
// compared. Prints one line of JSON.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "fail.h"
#include "histogram.h"
#include "load-options.h"
#include "window.h"

enum { MAX_SIZE = 4096, MAX_CLIENTS = 4096, MAX_EVENTS = 256 };

// A closed connection keeps its port for a minute: many source addresses have ports for all of them.
enum { SOURCE_ADDRESSES = 200 };

struct options {
  unsigned long port;
  unsigned long clients;
  unsigned long size;
  unsigned long gap_ms;
  struct course course;
};

struct client {
  int fd;
  uint64_t started_at;
  size_t received;
  char sent[MAX_SIZE];
};

static struct options options = {.clients = 1, .size = 64, .course = {.measure_ms = 1000}};
static struct client *clients, **idle;
static unsigned idle_count;
static struct histogram latencies;
static struct load_phase phase = {.starting = true};
static uint64_t started, completed;
static int epoll_fd;

static struct sockaddr_in loopback(uint32_t host, int port) {
  return (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr = {htonl(INADDR_LOOPBACK + host)}};
}

// The port is chosen by connect(2), which knows that it need differ from those to the same server only.
static void bind_source(int fd) {
  struct sockaddr_in source = loopback((uint32_t)(started % SOURCE_ADDRESSES), 0);
  int on = 1;
  if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) < 0)
    fail_errno("setsockopt");
  if (bind(fd, (struct sockaddr *)&source, sizeof source) < 0) fail_errno("bind");
}

// What is sent differs from request to request, so that an answer to another one is seen.
static void fill(struct client *client) {
  uint64_t state = started * 0x9e3779b97f4a7c15u;
  for (size_t index = 0; index < options.size; index++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    client->sent[index] = (char)(state >> 56);
  }
}

// Over loopback, and with room in the server's queue, neither connect nor send waits.
static void start_request(void) {
  if (idle_count == 0) fail("%d requests are unanswered", MAX_CLIENTS);
  struct client *client = idle[--idle_count];
  struct sockaddr_in server = loopback(0, options.port);
  struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = client}};
  fill(client);
  client->received = 0;
  client->started_at = clock_ns();
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (client->fd < 0) fail_errno("socket");
  bind_source(client->fd);
  if (connect(client->fd, (struct sockaddr *)&server, sizeof server) < 0) fail_errno("connect");
  if (send(client->fd, client->sent, options.size, MSG_NOSIGNAL) != (ssize_t)options.size)
    fail_errno("send");
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &event) < 0) fail_errno("epoll_ctl");
  started++;
}

static void complete(struct client *client) {
  if (phase.measuring) {
    phase.requests++;
    histogram_add(&latencies, clock_ns() - client->started_at);
  }
  completed++;
  close(client->fd);
  idle[idle_count++] = client;
  if (phase.starting && options.gap_ms == 0) start_request();
}

static void receive(struct client *client) {
  char bytes[MAX_SIZE + 1];
  ssize_t length = recv(client->fd, bytes, sizeof bytes, 0);
  if (length < 0) fail_errno("recv");
  if (length == 0) fail("the server closed a connection without an answer");
  if (client->received + (size_t)length > options.size) fail("more came back than was sent");
  if (memcmp(bytes, client->sent + client->received, (size_t)length) != 0)
    fail("wrong bytes came back");
  client->received += (size_t)length;
  if (client->received == options.size) complete(client);
}

static uint64_t start_burst(uint64_t now) {
  for (unsigned index = 0; index < options.clients; index++)
    start_request();
  return now + (uint64_t)options.gap_ms * 1000000;
}

// Without a warm-up the window begins with the first connection, whatever time its answer takes.
static bool waits_for_first_answer(void) {
  return completed == 0 && (phase.measuring || options.course.warmup_ms > 0);
}

// Serves events until the time is up and the server has answered at all; at time 0, until nothing is
// outstanding.
static void run_until(uint64_t until) {
  static uint64_t next_burst;
  struct epoll_event events[MAX_EVENTS];
  uint64_t now = clock_ns(), progress = now;
  while (until == 0 ? started > completed : now < until || waits_for_first_answer()) {
    bool bursts = phase.starting && options.gap_ms > 0;
    if (bursts && now >= next_burst) next_burst = start_burst(now);
    uint64_t wake_at = bursts && (until == 0 || next_burst < until) ? next_burst : until;
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, window_wait_ms(now, wake_at, 100));
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    for (int index = 0; index < count; index++)
      receive(events[index].data.ptr);
    now = clock_ns();
    if (count > 0 || started == completed) progress = now;
    window_check_progress(now, progress, started - completed);
  }
}

static void print_result(const struct window *measured, uint64_t rss_before) {
  printf("{\"requests\":%llu,\"compared\":%llu,", (unsigned long long)phase.requests,
         (unsigned long long)completed);
  printf("\"p50Ns\":%llu,\"p99Ns\":%llu,\"p999Ns\":%llu,\"maxNs\":%llu,",
         (unsigned long long)histogram_percentile(&latencies, 0.5),
         (unsigned long long)histogram_percentile(&latencies, 0.99),
         (unsigned long long)histogram_percentile(&latencies, 0.999),
         (unsigned long long)latencies.max);
  printf("\"rssBefore\":%llu,\"rss\":%llu,", (unsigned long long)rss_before,
         (unsigned long long)measured->server[1].rss_bytes);
  window_print_half(measured);
  putchar(',');
  window_print("measured", measured);
  puts("}");
}

static void parse(int count, char **values) {
  const struct load_option known[] = {
      {"port", &options.port, NULL},
      {"clients", &options.clients, NULL},
      {"size", &options.size, NULL},
      {"gap-ms", &options.gap_ms, NULL},
      {"warmup-ms", &options.course.warmup_ms, NULL},
      {"measure-ms", &options.course.measure_ms, NULL},
      {"pid", &options.course.pid, NULL},
      {0},
  };
  read_load_options(count, values, known);
  bool in_range = options.clients > 0 && options.clients <= MAX_CLIENTS && options.size > 0 &&
                  options.size <= MAX_SIZE;
  if (options.port == 0 || !in_range)
    fail("needs --port, --clients from 1 to %d and --size from 1 to %d", MAX_CLIENTS, MAX_SIZE);
}

int main(int count, char **values) {
  struct window measured;
  struct cpu_sample before;
  parse(count, values);
  process_cpu((pid_t)options.course.pid, &before);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_fd < 0) fail_errno("epoll_create1");
  clients = calloc(MAX_CLIENTS, sizeof *clients);
  idle = calloc(MAX_CLIENTS, sizeof *idle);
  if (clients == NULL || idle == NULL) fail_errno("calloc");
  while (idle_count < MAX_CLIENTS) {
    idle[idle_count] = &clients[idle_count];
    idle_count++;
  }
  if (options.gap_ms == 0) start_burst(0);
  window_measure(&measured, &phase, &options.course, run_until);
  print_result(&measured, before.rss_bytes);
  return 0;
}
