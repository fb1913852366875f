// The limits that servers are measured against: accept, then the same blocking handler in one of four
// places. `connection-server accept`: here; `threads`: on one of a few waiting threads; `thread-each`:
// on a thread of its own; `fork`: in a child process of its own. The handler echoes what it receives,
// once or (`connection-server PLACE forever`) until the client ends; before each echo it uses the
// processor for so many microseconds as a third argument says.
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fail.h"
#include "listen-anywhere.h"

enum { THREADS = 32, QUEUE = 4096, BUFFER_BYTES = 65536 };

static bool for_ever;
static long long spin_ns;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static int queue[QUEUE];
static unsigned first, queued;

static bool send_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) return false;
    if (sent < 0) continue;
    bytes += sent;
    length -= (size_t)sent;
  }
  return true;
}

static long long used_ns(void) {
  struct timespec used;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return used.tv_sec * 1000000000ll + used.tv_nsec;
}

static void spin(void) {
  for (long long start = used_ns(); used_ns() - start < spin_ns;)
    continue;
}

static void handle(int fd) {
  char bytes[BUFFER_BYTES];
  do {
    ssize_t length = recv(fd, bytes, sizeof bytes, 0);
    if (spin_ns > 0) spin();
    if (length <= 0 || !send_all(fd, bytes, (size_t)length)) break;
  } while (for_ever);
  shutdown(fd, SHUT_WR);
  close(fd);
}

static void *serve_queue(void *unused) {
  for (;;) {
    pthread_mutex_lock(&lock);
    while (queued == 0)
      pthread_cond_wait(&filled, &lock);
    int fd = queue[first];
    first = (first + 1) % QUEUE;
    queued--;
    pthread_mutex_unlock(&lock);
    handle(fd);
  }
  return unused;
}

static void *serve_one(void *fd) {
  handle((int)(intptr_t)fd);
  return NULL;
}

static void start_thread(void *(*function)(void *), void *argument) {
  pthread_t thread;
  errno = pthread_create(&thread, NULL, function, argument);
  if (errno != 0) fail_errno("pthread_create");
  pthread_detach(thread);
}

static void hand_to_waiting_thread(int fd) {
  pthread_mutex_lock(&lock);
  if (queued == QUEUE) fail("the queue is full");
  queue[(first + queued) % QUEUE] = fd;
  queued++;
  pthread_cond_signal(&filled);
  pthread_mutex_unlock(&lock);
}

static void hand_to_new_thread(int fd) { start_thread(serve_one, (void *)(intptr_t)fd); }

static void hand_to_child(int fd) {
  while (waitpid(-1, NULL, WNOHANG) > 0)
    continue;
  pid_t child = fork();
  if (child < 0) fail_errno("fork");
  if (child == 0) {
    handle(fd);
    _exit(0);
  }
  close(fd);
}

int main(int count, char **values) {
  const char *place = count > 1 ? values[1] : "accept";
  void (*take)(int fd) = handle;
  for_ever = count > 2 && strcmp(values[2], "forever") == 0;
  if (count > 3) spin_ns = atoll(values[3]) * 1000;
  if (strcmp(place, "threads") == 0) {
    take = hand_to_waiting_thread;
    for (int index = 0; index < THREADS; index++)
      start_thread(serve_queue, NULL);
  }
  if (strcmp(place, "thread-each") == 0) take = hand_to_new_thread;
  if (strcmp(place, "fork") == 0) take = hand_to_child;
  int listener = listen_anywhere(0);
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0)
      take(fd);
    else if (errno != ECONNABORTED && errno != EINTR)
      fail_errno("accept4");
  }
}
