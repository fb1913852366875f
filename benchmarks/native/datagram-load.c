// The load generator of the datagram questions: one thread, epoll, N client sockets. Each sends a
// burst, waits until all of it has come back, and sends the next. Every datagram carries its client
// and number, which are checked, as is its content. UDP may lose datagrams: they are counted and the
// burst is given up; on a Unix socket a loss is an error.
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "fail.h"
#include "histogram.h"
#include "load-options.h"
#include "window.h"

enum { MAX_BURST = 64, MAX_SIZE = 2048, MAX_EVENTS = 64 };

#define LOST_AFTER_NS 300000000ull

struct options {
  const char *path; // of the server, for Unix sockets
  unsigned long port;
  unsigned long clients;
  unsigned long burst;
  unsigned long size;
  struct course course;
};

struct head {
  uint32_t client;
  uint32_t unused;
  uint64_t number;
};

struct client {
  int fd;
  uint32_t index;
  bool wants_write;
  unsigned unsent;
  unsigned outstanding;
  uint64_t next_number;
  uint64_t given_up; // answers to numbers below are late
  uint64_t burst_at;
  struct sockaddr_un name;
};

static struct options options = {
    .clients = 8, .burst = 1, .size = 64, .course = {.measure_ms = 1000}};
static struct client *clients;
static struct histogram latencies;
static struct load_phase phase = {.starting = true};
static uint64_t lost;
static unsigned outstanding;
static int epoll_fd;

static char bytes[MAX_BURST][MAX_SIZE];
static struct iovec pieces[MAX_BURST];
static struct mmsghdr messages[MAX_BURST];

static void remove_names(void) {
  for (unsigned index = 0; clients != NULL && index < options.clients; index++)
    if (clients[index].name.sun_path[0] != '\0') unlink(clients[index].name.sun_path);
}

static void connect_udp(struct client *client) {
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  client->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->fd < 0) fail_errno("socket");
  if (connect(client->fd, (struct sockaddr *)&server, sizeof server) < 0) fail_errno("connect");
}

// Connected, because the kernel tells only a connected one when the server's queue has room again.
static void connect_unix(struct client *client) {
  struct sockaddr_un server = {.sun_family = AF_UNIX};
  client->name.sun_family = AF_UNIX;
  snprintf(server.sun_path, sizeof server.sun_path, "%s", options.path);
  snprintf(client->name.sun_path, sizeof server.sun_path, "%.90s.%u", options.path, client->index);
  client->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->fd < 0) fail_errno("socket");
  if (bind(client->fd, (struct sockaddr *)&client->name, sizeof client->name) < 0)
    fail_errno("bind");
  if (connect(client->fd, (struct sockaddr *)&server, sizeof server) < 0) fail_errno("connect");
}

static void watch(struct client *client, int op) {
  unsigned events = client->wants_write ? EPOLLIN | EPOLLOUT : EPOLLIN;
  struct epoll_event event = {.events = events, .data = {.ptr = client}};
  if (epoll_ctl(epoll_fd, op, client->fd, &event) < 0) fail_errno("epoll_ctl");
}

static char filler(uint64_t number) { return (char)(number * 31 + 7); }

static void prepare(struct client *client) {
  for (unsigned index = 0; index < client->unsent; index++) {
    struct head head = {.client = client->index, .number = client->next_number + index};
    memcpy(bytes[index], &head, sizeof head);
    memset(bytes[index] + sizeof head, filler(head.number), options.size - sizeof head);
    pieces[index] = (struct iovec){.iov_base = bytes[index], .iov_len = options.size};
    messages[index].msg_hdr = (struct msghdr){.msg_iov = &pieces[index], .msg_iovlen = 1};
  }
}

static void send_burst(struct client *client) {
  prepare(client);
  int sent = client->unsent == 0
                 ? 0
                 : sendmmsg(client->fd, messages, client->unsent, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && errno != EAGAIN) fail_errno("sendmmsg");
  if (sent > 0) {
    client->next_number += (unsigned)sent;
    client->unsent -= (unsigned)sent;
  }
  if (client->wants_write == (client->unsent > 0)) return;
  client->wants_write = client->unsent > 0;
  watch(client, EPOLL_CTL_MOD);
}

static void start_burst(struct client *client, uint64_t now) {
  client->unsent = options.burst;
  client->outstanding = options.burst;
  client->burst_at = now;
  outstanding += options.burst;
  send_burst(client);
}

// False for an answer to a burst that was given up.
static bool check(const struct client *client, unsigned index) {
  struct head head;
  if (messages[index].msg_len != options.size) fail("%u bytes came back", messages[index].msg_len);
  memcpy(&head, bytes[index], sizeof head);
  if (head.client != client->index) fail("an answer came to the wrong client");
  if (head.number >= client->next_number) fail("an answer to what was not sent came back");
  for (size_t at = sizeof head; at < options.size; at++)
    if (bytes[index][at] != filler(head.number)) fail("wrong bytes came back");
  return head.number >= client->given_up;
}

static void receive(struct client *client) {
  for (unsigned index = 0; index < MAX_BURST; index++) {
    pieces[index] = (struct iovec){.iov_base = bytes[index], .iov_len = MAX_SIZE};
    messages[index].msg_hdr = (struct msghdr){.msg_iov = &pieces[index], .msg_iovlen = 1};
  }
  int count = recvmmsg(client->fd, messages, options.burst, MSG_DONTWAIT, NULL);
  if (count < 0 && errno == EAGAIN) return;
  if (count < 0) fail_errno("recvmmsg");
  uint64_t now = clock_ns();
  for (int index = 0; index < count; index++) {
    if (!check(client, (unsigned)index)) continue;
    if (client->outstanding == 0) fail("more came back than was sent");
    client->outstanding--;
    outstanding--;
    if (!phase.measuring) continue;
    phase.requests++;
    histogram_add(&latencies, now - client->burst_at);
  }
  if (client->outstanding == 0 && phase.starting) start_burst(client, now);
}

static void give_up_lost(uint64_t now) {
  for (unsigned index = 0; index < options.clients; index++) {
    struct client *client = &clients[index];
    if (client->outstanding == 0 || now - client->burst_at < LOST_AFTER_NS) continue;
    // UDP may lose a datagram. A Unix socket loses none, so a server that does not answer is at fault, or very slow.
    if (options.path != NULL) {
      window_check_progress(now, client->burst_at, client->outstanding);
      continue;
    }
    lost += client->outstanding;
    outstanding -= client->outstanding;
    client->outstanding = 0;
    client->given_up = client->next_number;
    if (phase.starting) start_burst(client, now);
  }
}

// Serves events until the time is up, or, at time 0, until nothing is outstanding.
static void run_until(uint64_t until) {
  struct epoll_event events[MAX_EVENTS];
  uint64_t now = clock_ns(), checked = now;
  while (until == 0 ? outstanding > 0 : now < until) {
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, window_wait_ms(now, until, 50));
    if (count < 0 && errno != EINTR) fail_errno("epoll_wait");
    for (int index = 0; index < count; index++) {
      struct client *client = events[index].data.ptr;
      if (events[index].events & EPOLLOUT) send_burst(client);
      if (events[index].events & EPOLLIN) receive(client);
    }
    now = clock_ns();
    if (now - checked < 50000000) continue;
    give_up_lost(now);
    checked = now;
  }
}

static void print_result(const struct window *window) {
  struct window none = {0};
  printf("{\"requests\":%llu,\"lost\":%llu,\"p50Ns\":%llu,\"p99Ns\":%llu,\"p999Ns\":%llu,",
         (unsigned long long)phase.requests, (unsigned long long)lost,
         (unsigned long long)histogram_percentile(&latencies, 0.5),
         (unsigned long long)histogram_percentile(&latencies, 0.99),
         (unsigned long long)histogram_percentile(&latencies, 0.999));
  window_print_half(window);
  putchar(',');
  window_print("measured", window);
  putchar(',');
  window_print("idle", &none);
  puts("}");
}

static void parse(int count, char **values) {
  const struct load_option known[] = {
      {"unix", NULL, &options.path},
      {"port", &options.port, NULL},
      {"clients", &options.clients, NULL},
      {"burst", &options.burst, NULL},
      {"size", &options.size, NULL},
      {"warmup-ms", &options.course.warmup_ms, NULL},
      {"measure-ms", &options.course.measure_ms, NULL},
      {"pid", &options.course.pid, NULL},
      {0},
  };
  read_load_options(count, values, known);
  if (options.path == NULL && options.port == 0) fail("needs --port or --unix");
  if (options.clients == 0 || options.burst == 0 || options.burst > MAX_BURST)
    fail("needs --clients above 0 and a --burst of 1 to %d", MAX_BURST);
  if (options.size < sizeof(struct head) || options.size > MAX_SIZE)
    fail("needs a --size of %zu to %d", sizeof(struct head), MAX_SIZE);
}

static void open_clients(void) {
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  clients = calloc(options.clients, sizeof *clients);
  if (epoll_fd < 0 || clients == NULL) fail_errno("start");
  for (unsigned index = 0; index < options.clients; index++) {
    clients[index].index = index;
    if (options.path != NULL)
      connect_unix(&clients[index]);
    else
      connect_udp(&clients[index]);
    watch(&clients[index], EPOLL_CTL_ADD);
  }
}

int main(int count, char **values) {
  struct window window;
  parse(count, values);
  atexit(remove_names);
  open_clients();
  for (unsigned index = 0; index < options.clients; index++)
    start_burst(&clients[index], clock_ns());
  window_measure(&window, &phase, &options.course, run_until);
  print_result(&window);
  return 0;
}
