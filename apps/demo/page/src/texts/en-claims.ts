import type { ClaimTexts } from './model-texts.js';

export const enClaims: ClaimTexts = {
  'both-phases-block': {
    claim: 'In blocking I/O both phases, waiting for data and copying it, block.',
    look: 'One read: the thread is blocked while it waits, and runs in the kernel while it copies: both inside one blocking recv. fdset’s blocking recv waits in poll(2), so that a signal can end it.',
  },
  'one-blocks-all': {
    claim: 'Blocking I/O is inefficient.',
    look: 'Clients never answered: blocking serves one of 8, the others stay in the accept queue. epoll serves all 8 on one thread.',
  },
  'threads-free-the-others': {
    claim:
      'With threads or processes only the current one is blocked; too many connections take resources.',
    look: 'Every client is answered. The price: threads, processes, memory and context switches.',
  },
  'pools-bound-the-damage': {
    claim: 'Pools lower the number of threads and processes, and only limit the damage.',
    look: 'Threads without a pool grow with the 16 clients. The pools stay at 4, and 12 clients wait: clients never answered.',
  },
  'no-size-fits': {
    claim: 'The right size of a pool is hard to say, and it has a limit.',
    look: 'The handler sleeps for 20 ms, 12 clients share 4 workers. Save this run, start again with a pool of 16, and compare; then both with 1 client.',
    limit: 'A run has one pool size: the claim shows when two are compared.',
  },
  'nonblocking-is-concurrent': {
    claim: 'Non-blocking I/O fully achieves concurrency.',
    look: 'Polling answers every client on one thread, as epoll does. Compare the processor time.',
  },
  'nonblocking-stays-blocked': {
    claim: 'While it polls, a process without data stays blocked.',
    look: 'One read: without data the polling thread is running, not blocked. Here the document contradicts itself.',
  },
  'polling-burns': {
    claim: 'Polling takes a great deal of processor time.',
    look: '4 clients that pause for 200 ms: polling takes about a whole core, epoll next to nothing, for the same answers. EAGAIN counts how often it asked in vain.',
  },
  'polling-delays': {
    claim: 'Polling delays completion and lowers the throughput.',
    look: '64 clients: p50, p99 and the distribution. A poller asks every client in every round; epoll is told who has something.',
    limit: 'A poller with a core of its own can be the sooner one: try 1 client.',
  },
  'setblocking-is-per-socket': {
    claim: 'setblocking(False) concerns that one socket only.',
    look: 'One read: both servers’ sockets are non-blocking. One thread never waits, the other waits in select.',
    limit: 'That an accepted socket does not inherit the setting is checked by the command claims.',
  },
  'select-costs-two-calls': {
    claim:
      'For one connection select is somewhat worse: two system calls where blocking needs one.',
    look: 'Calls per answer with one client: 2 for blocking (recv, send), 3 for select (select, recv, send). The difference of p50 is what the third one costs.',
    limit:
      'These are the calls that the program makes, as the document counts. fdset’s blocking recv waits in poll(2), so that a signal can end it: see strace.',
  },
  'select-serves-many': {
    claim: 'The advantage of select is that it handles many connections.',
    look: '32 clients on one thread: select answers all, blocking one of them.',
  },
  'epoll-scales': {
    claim: 'Use select, or epoll (Linux only); best is selectors.',
    look: '200 clients that mostly pause, on one thread each: processor time per answer. select and poll look at every client in every call, epoll does not.',
    limit:
      'With 200 clients the difference is lost in the noise. The command claims measures 10,000, and the 1024 descriptors of select.',
  },
  'select-burns': {
    claim: 'select takes a great deal of processor time.',
    look: 'The same load as for polling: select sleeps until something comes. The document says of select what is true of polling.',
  },
  'async-returns-at-once': {
    claim: 'An asynchronous read returns at once, and the process does something else.',
    look: 'One read: submit takes a few µs, then the thread is free. The blocking thread is inside recv all that time.',
  },
  'async-copies-first': {
    claim: 'The kernel copies the data, and then notifies.',
    look: 'One read: the order of notification and copy. Over epoll recv copies afterwards; this ring copies in the call that collects, for speed.',
    limit: 'A ring that copies first (taskWork: immediate) is measured by the command phases.',
  },
  'async-signals': {
    claim: 'The kernel sends a signal when the read is complete.',
    look: 'One read: the notification is an eventfd, or epoll, that wakes the event loop. No signal interrupts anything.',
    limit: 'The lab shows what the notification takes; strace names the calls.',
  },
  'sendall-repeats-send': {
    claim: 'sendall calls send again and again.',
    look: '64 KiB per answer: calls per answer, and strace. One send mostly takes all, because the socket’s buffer has room.',
    limit: 'A reader slow enough to fill the buffer is made by the command claims.',
  },
  'thread-per-client': {
    claim: 'The server makes a thread for each client.',
    look: 'Threads: one for each of 16 clients in both. They differ at the start, where each thread is made anew or kept.',
    limit:
      'The lab’s clients stay connected. What a kept thread saves when they come and go is in the walkthrough.',
  },
  'socketserver-settles-it': {
    claim: 'socketserver perfectly solves it all: concurrency, pool sizes, I/O.',
    look: 'Half of 16 clients are slow, each message costs 5 ms. The slow ones come first and take all 4 threads of the pool: no other client is answered.',
  },
};
