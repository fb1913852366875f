// The tables and plots of docs/models/ and of the guide to the strategies.
const serverColumns = ['perSecond', 'ratio', 'cpu', 'p50', 'p99'];

export const comparisons = {
  blocking: {
    question: 'servers',
    cases: ['1-client', '8-clients'],
    ids: ['c-accept', 'cpython-tcp', 'fdset-tcp'],
    columns: serverColumns,
    plot: {
      name: 'blocking-rate',
      metric: 'perSecond',
      title: 'A server that blocks: short requests a second',
    },
  },
  'threads-and-processes': {
    question: 'servers',
    cases: ['8-clients', '64-clients-fresh'],
    ids: [
      'fdset-tcp',
      'c-threads',
      'cpython-threading-tcp',
      'fdset-threading-tcp',
      'c-fork',
      'cpython-forking-tcp',
      'fdset-forking-tcp',
      'fdset-forking-tcp-spawn',
    ],
    columns: serverColumns,
    plot: {
      name: 'threads-and-processes-rate',
      metric: 'perSecond',
      title: 'A thread or a process for each client: short requests a second',
    },
  },
  pools: {
    question: 'pool-size',
    cases: ['computing', 'waiting', 'bursts'],
    ids: [1, 2, 4, 8, 32, 'following'].map((size) => `fdset-pool-${size}`),
    columns: ['perSecond', 'p50', 'p99', 'workers', 'rss', 'busy'],
    plot: {
      name: 'pools-rate',
      metric: 'perSecond',
      title: 'Pools of one size under three loads: requests a second',
    },
  },
  'non-blocking': {
    question: 'latency',
    cases: ['1x64x1', '8x64x1'],
    ids: ['c-epoll', 'fdset-recv-into', 'fdset-busy-poll', 'fdset-spin'],
    columns: ['p50', 'p99', 'perSecond', 'cpu', 'busy', 'idleTicks'],
    plot: {
      name: 'non-blocking-latency',
      metric: 'p50Ns',
      title: 'Sleeping and polling, each with a core of its own: median round trip, us',
    },
  },
  multiplexing: {
    question: 'echo',
    cases: ['1x64x1', '50x64x1', '1000x64x1'],
    ids: ['c-epoll', 'fdset-recv-into', 'fdset-document', 'node-net', 'cpython-selectors'],
    columns: ['perSecond', 'ratio', 'cpu', 'p50', 'p99'],
    plot: {
      name: 'multiplexing-rate',
      metric: 'perSecond',
      title: 'One thread, many connections: requests a second',
    },
  },
  asynchronous: {
    question: 'echo',
    cases: ['1x64x1', '50x64x1', '50x65536x1'],
    ids: ['c-epoll', 'c-uring', 'fdset-async-socket', 'fdset-uring', 'node-net', 'asyncio-streams'],
    columns: ['perSecond', 'ratio', 'cpu', 'p50', 'p99'],
    plot: {
      name: 'asynchronous-rate',
      metric: 'perSecond',
      title: 'Asynchronous reads: requests a second',
    },
  },
  socketserver: {
    question: 'servers',
    cases: ['8-clients'],
    ids: [
      'fdset-tcp',
      'fdset-threading-tcp',
      'fdset-thread-pool-tcp',
      'fdset-process-pool-tcp',
      'fdset-forking-tcp',
      'cpython-tcp',
      'cpython-threading-tcp',
      'cpython-forking-tcp',
    ],
    columns: serverColumns,
    plot: {
      name: 'socketserver-cpu',
      metric: 'cpuNsPerRequest',
      title: 'One handler under each strategy: processor time of a short request, us',
    },
  },
};

/** Of the guide to the strategies: connections that stay, and handlers that compute. */
export const strategyComparisons = {
  short: comparisons.socketserver,
  staying: {
    question: 'persistent',
    cases: ['200x64x1', '200x64x1-both'],
    ids: [
      'cpython-threading-tcp',
      'fdset-threading-tcp',
      'fdset-shared-1',
      'fdset-shared-2',
      'fdset-async-server',
    ],
    columns: serverColumns,
    plot: {
      name: 'strategies-staying',
      metric: 'perSecond',
      title: '200 connections that stay: requests a second',
    },
  },
  computing: {
    question: 'cpu-bound',
    cases: ['8-clients'],
    ids: [
      'fdset-tcp',
      'fdset-threading-tcp',
      'fdset-thread-pool-tcp',
      'fdset-process-pool-tcp',
      'cpython-tcp',
      'cpython-threading-tcp',
    ],
    columns: ['perSecond', 'ownRatio', 'p50', 'p99', 'busy'],
    plot: {
      name: 'strategies-computing',
      metric: 'perSecond',
      title: 'Handlers that compute for some ms, two cores: requests a second',
    },
  },
};
