// What the committed results say about sentences of the document, page by page. The demo's `claims` measures all of them
// again; a page only shows the figures that are here. What is said of them was judged by hand: read it again after a new run.
import { phasesOf, phasesRun } from './read-phases.mjs';
import { duration, durationOf, medianOf, mostOf, times } from './figures.mjs';

const claim = (words, english, measured) => `**「${words}」** (${english}) ${measured}`;

const blockedPhases = () => {
  if (phasesRun === null) return 'Both are within one call of `recv`.';
  const [small, large] = [phasesOf('blocking-64'), phasesOf('blocking-65536')];
  return `It holds: of one call of \`recv\` ${duration(small.waitingNs)} were waiting, during which the thread slept (${duration(small.cpuNs)} of processor time in all), and ${duration(small.copyingNs)} copying 64 bytes; 64 KiB took ${duration(large.copyingNs)}. Between the two is a third phase that the document does not draw, the wake-up: ${duration(small.wakeUpNs)}.`;
};

const blocking = () => [
  claim('两个阶段(等待数据和拷贝数据两个阶段)都被block', 'both phases block', blockedPhases()),
];

const workers = () => [
  claim(
    '要阻塞只阻塞当前线程/进程,不会影响其他进程/线程',
    'only the own thread or process is blocked',
    'It holds for waiting, and each has its price: see the tables. Workers that compute do share the cores.',
  ),
  claim(
    '当遇到过多得链接请求时会严重占用资源,降低响应效率',
    'too many connections take a lot of resources, and answers come later',
    `It holds for this way out, of which the document says it. A request in a thread that is kept takes ${times('servers', '8-clients', ['fdset-threading-tcp', 'fdset-tcp'], 'cpuNsPerRequest')} times the processor time of one in the serving thread, in a forked process ${times('servers', '8-clients', ['fdset-forking-tcp', 'fdset-tcp'], 'cpuNsPerRequest')} times, in a new Node ${times('servers', '8-clients', ['fdset-forking-tcp-spawn', 'fdset-tcp'], 'cpuNsPerRequest')} times. With 200 connections that stay, a thread for each has ${times('persistent', '200x64x1', ['fdset-threading-tcp', 'fdset-async-server'])} times the rate of one event loop.`,
  ),
];

const pool = (caseId, [size, other], metric) =>
  times('pool-size', caseId, [`fdset-pool-${size}`, `fdset-pool-${other}`], metric);

const pools = () => [
  claim(
    '池得数量不好规范,请求数量和池大小不好对应',
    'the size of a pool is hard to set',
    `It holds for one fixed size. For handlers that wait 32 workers have ${pool('waiting', [32, 2])} times the rate of 2; for handlers that compute, on two cores, ${pool('computing', [32, 2])} times the rate of 2 and ${pool('computing', [32, 2], 'rss')} times their memory. A pool that follows its queue (\`minWorkers: 1, maxWorkers: 32\`) has ${pool('waiting', ['following', 32])} times the rate of 32 for the first, and ${pool('computing', ['following', 2])} times that of 2 for the second.`,
  ),
  claim(
    '池存在数量上限',
    'a pool has an upper limit',
    `It holds, and that is its purpose. What comes beyond it queues: with 2 workers the median request of 16 clients that wait takes ${durationOf('pool-size', 'waiting', 'fdset-pool-2', 'p50Ns')}, of which its own wait is 20 ms.`,
  ),
  claim(
    '对于大规模还是无力回天',
    'for large numbers it is of no avail',
    `Of blocking handlers. 200 connections that stay get ${times('persistent', '200x64x1', ['fdset-shared-1', 'fdset-threading-tcp'])} times the rate of a thread for each from a pool of one worker whose handlers are async (\`requestsPerWorker\`).`,
  ),
];

const nonBlocking = () => [
  claim(
    '大大的占用了cpu',
    'it uses a lot of processor time',
    `It holds: a server that polls used ${mostOf('latency', '1x64x1', 'fdset-spin', 'idleTicks')} of 100 clock ticks in a second without requests. One that sleeps in \`select()\` used ${mostOf('latency', '1x64x1', 'fdset-recv-into', 'idleTicks')}.`,
  ),
  claim(
    '任务完成的响应延迟增大,任务可能在两次轮询之间的任意时间完成。这会导致整体数据吞吐量的降低',
    'responses come later, and throughput falls',
    `Not on a core of its own: there polling answers one client in ${durationOf('latency', '1x64x1', 'fdset-spin', 'p50Ns')} where sleeping takes ${durationOf('latency', '1x64x1', 'fdset-recv-into', 'p50Ns')}, since nobody has to be woken, and 8 clients get the same rate, ${times('latency', '8x64x1', ['fdset-spin', 'fdset-recv-into'])} times. It holds when the poller pauses between two rounds, or shares its core with those that it waits for.`,
  ),
  claim(
    '如果未收到想要数据会返回一个 error 给用户告知无数据',
    'an error is returned when there is no data',
    `It holds, and the error is the dearest part: \`recv\` that throws \`BlockingIOError\` takes ${duration(medianOf('cost-per-call', 'recv-throws', 'fdset', 'nsPerCall'))}, \`tryRecv\`, which returns \`null\`, ${duration(medianOf('cost-per-call', 'try-recv', 'fdset', 'nsPerCall'))}.`,
  ),
];

const perEvent = (caseId, peer) => duration(medianOf('cost-per-event', caseId, peer, 'nsPerEvent'));

const multiplexing = () => [
  claim(
    '大大的占用了cpu',
    'it uses a lot of processor time',
    `The document says of select what it said of polling, and there it is wrong: with 10,000 idle connections an epoll server used ${mostOf('idle-connections', '10000x64x1', 'fdset-document', 'idleTicks')} clock ticks in a second.`,
  ),
  claim(
    '这里需要使用两个系统调用(select和recvfrom),而blocking IO只调用了一个系统调用(recvfrom)',
    'it needs two system calls where blocking needs one',
    `It holds of the calls that the document counts, which are those of C, for one connection. (fdset's own are others on both sides: a blocking \`recv\` [tries, and waits in \`poll\`](blocking.md#what-fdsets-recv-does); a wait of \`EpollSelector\` is \`poll\` and \`epoll_wait\`. \`npm start -- syscalls\` shows all of them.) With 50 the same loop serves ${times('echo', '50x64x1', ['fdset-document', 'node-net'])} times the requests of \`node:net\`: one wait returns many ready connections.`,
  ),
  claim(
    '用select的优势在于它可以同时处理多个connection',
    'its strength is many connections',
    `It holds without a limit for epoll alone: one ready descriptor among 10 costs ${perEvent('10', 'fdset-epoll')}, among 10,000 ${perEvent('10000', 'fdset-epoll')}. poll takes ${perEvent('10', 'fdset-poll')} and ${perEvent('10000', 'fdset-poll')}; select ${perEvent('1000', 'fdset-select')} at 1,000, and it ends at 1,024 descriptors.`,
  ),
];

const submitted = () =>
  phasesRun === null
    ? 'It holds: the call does not wait.'
    : `It holds: submitting a read to the ring took ${duration(phasesOf('ring').submittingNs)}, and the message came ${phasesRun.settings.delayMs} ms later.`;

const ofC = (caseId, peer) => times('echo', caseId, [peer, 'c-epoll']);

const asynchronous = () => [
  claim('首先它会立刻返回', 'it returns at once', submitted()),
  claim(
    '然后将数据拷贝到用户内存',
    'the kernel copies, and tells when all is done',
    "It holds for a ring that works at once (`new Ring({ taskWork: 'immediate' })`): at the notification the socket is empty. It does not hold for epoll, which tells of readiness, nor for `UringDriver`, which lets the kernel copy in the call that collects, so that it never interrupts the thread.",
  ),
  claim(
    'kernel会给用户进程发送一个signal,告诉它read操作完成了',
    'the kernel sends a signal',
    `Not by itself: an eventfd wakes the event loop. (POSIX has signals for it, \`SIGEV_SIGNAL\` of \`aio_read\` and \`O_ASYNC\`, for those who ask.) As to speed, in an echo of 50 connections the ring serves in the same rounds ${times('echo', '50x64x1', ['fdset-uring', 'fdset-async-socket'])} times the requests of epoll at 64 bytes, and ${times('echo', '50x65536x1', ['fdset-uring', 'fdset-async-socket'])} times at 64 KiB. Beside C, whose own rate changes from round to round, both are at about the same: ${ofC('50x64x1', 'fdset-uring')} and ${ofC('50x64x1', 'fdset-async-socket')} at 64 bytes. So it is not slower at 64 bytes, and how much faster depends on what it is compared with; at 64 KiB the two cannot be told apart.`,
  ),
];

const socketserver = () => [
  claim(
    '服务器内部会为每个client创建一个 “线程”',
    'the server makes a thread for each client',
    `CPython does. fdset keeps threads that have finished: in the first two seconds of a server 64 clients get ${times('servers', '64-clients-fresh', ['fdset-threading-tcp', 'cpython-threading-tcp'])} times the rate of CPython's, later 8 clients ${times('servers', '8-clients', ['fdset-threading-tcp', 'cpython-threading-tcp'])} times.`,
  ),
  claim(
    'socketserver 完美的解决了之前的各种困扰',
    'socketserver settles all of it',
    `It settles who is blocked, and neither the price nor the size: with 200 connections that stay \`ThreadingTCPServer\` has ${times('persistent', '200x64x1', ['fdset-threading-tcp', 'fdset-async-server'])} times the rate of \`AsyncTCPServer\`, and \`ForkingTCPServer\` takes ${durationOf('servers', '8-clients', 'fdset-forking-tcp', 'cpuNsPerRequest')} of processor time for a request. Each strategy is right for some load: [choosing a strategy](../guides/choosing-a-strategy.md).`,
  ),
];

export const claims = {
  blocking,
  'threads-and-processes': workers,
  pools,
  'non-blocking': nonBlocking,
  multiplexing,
  asynchronous,
  socketserver,
};
