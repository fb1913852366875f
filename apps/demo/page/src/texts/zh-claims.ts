import type { ClaimTexts } from './model-texts.js';

export const zhClaims: ClaimTexts = {
  'both-phases-block': {
    claim: '两个阶段（等待数据和拷贝数据）都被阻塞。',
    look: '“一次读取”：等待时线程被阻塞，拷贝时在内核里运行，都在一次阻塞的 recv 里。fdset 的阻塞 recv 在 poll(2) 里等待，好让信号能结束等待。',
  },
  'one-blocks-all': {
    claim: 'IO 阻塞带来效率低下的问题。',
    look: '从未得到应答的客户端：阻塞只服务 8 个中的一个，其余留在 accept 队列里。epoll 用一个线程服务全部 8 个。',
  },
  'threads-free-the-others': {
    claim: '多线程或多进程只阻塞当前线程/进程；链接过多时占用资源。',
    look: '每个客户端都得到应答。代价：线程、进程、内存和上下文切换。',
  },
  'pools-bound-the-damage': {
    claim: '进程池/线程池降低进程/线程数量，只是限制了不良影响。',
    look: '没有池时，线程随 16 个客户端增加。池保持 4 个，12 个客户端等待，大多在 accept 队列里：从未得到应答的客户端。',
  },
  'no-size-fits': {
    claim: '池的数量不好规范，且存在数量上限。',
    look: '处理函数休眠 20 毫秒，12 个客户端共用 4 个工作者。保存这次运行，池大小改为 16 再运行，然后比较；再用 1 个客户端各做一遍。',
    limit: '一次运行只有一个池大小：比较两次运行才能看到。',
  },
  'nonblocking-is-concurrent': {
    claim: '非阻塞 IO 完全实现了并发。',
    look: '轮询和 epoll 一样，用一个线程应答每个客户端。比较处理器时间。',
  },
  'nonblocking-stays-blocked': {
    claim: '轮询期间，无数据的进程会一直处于阻塞状态。',
    look: '“一次读取”：没有数据时，轮询的线程在运行，没有阻塞。文档在这里自相矛盾。',
  },
  'polling-burns': {
    claim: '轮询大大地占用了 CPU。',
    look: '4 个客户端每次停 200 毫秒：应答相同，轮询约占满一个核，epoll 几乎不占。EAGAIN 是白问的次数。',
  },
  'polling-delays': {
    claim: '轮询增大响应延迟，降低整体吞吐量。',
    look: '64 个客户端：p50、p99 和延迟分布。轮询每一轮都问每个客户端；epoll 会被告知谁有数据。',
    limit: '独占一个核的轮询可能更快：用 1 个客户端试试。',
  },
  'setblocking-is-per-socket': {
    claim: 'setblocking(False) 只是对于那一个套接字来说的。',
    look: '两个服务器的套接字都是非阻塞的。一个线程从不等待，另一个在 select 调用里等待：“一次读取”。',
    limit: '接受的套接字不继承这个设置，由 claims 命令检查。',
  },
  'select-costs-two-calls': {
    claim: '单个连接时 select 更差一些：两个系统调用，阻塞 IO 只有一个。',
    look: '一个客户端时每个应答的调用：阻塞 2 个（recv、send），select 3 个（select、recv、send）。两者 p50 之差就是第三个调用的代价。',
    limit:
      '这里数的是程序自己的调用，和文档一样。fdset 的阻塞 recv 在 poll(2) 里等待，好让信号能结束等待：见 strace。',
  },
  'select-serves-many': {
    claim: 'select 的优势在于可以处理多个连接。',
    look: '一个线程，32 个客户端：select 应答全部，阻塞只应答一个。',
  },
  'epoll-scales': {
    claim: '使用 select，或 epoll（仅限 Linux）；最优是 selectors。',
    look: '200 个大多在停顿的客户端：每个应答的处理器时间。select 和 poll 每次调用都查看每个客户端，epoll 不需要。',
    limit:
      '200 个客户端时差别淹没在波动里。10000 个，以及 select 的 1024 个描述符上限，由 claims 命令测量。',
  },
  'select-burns': {
    claim: 'select 大大地占用了 CPU。',
    look: '与轮询相同的负载：select 睡眠到有事发生。文档把轮询的缺点写到了 select 上。',
  },
  'async-returns-at-once': {
    claim: '异步读立刻返回，进程可以去做其它的事。',
    look: '“一次读取”：提交只要几微秒，之后线程空闲。阻塞的线程一直在 recv 里。',
  },
  'async-copies-first': {
    claim: '内核先把数据拷贝到用户内存，然后通知。',
    look: '“一次读取”里通知和拷贝的先后。epoll 上 recv 在通知之后拷贝；这个 ring 为了速度在收集的调用里拷贝。',
    limit: '先拷贝的 ring（taskWork: immediate）由 phases 命令测量。',
  },
  'async-signals': {
    claim: '完成后内核给进程发送一个 signal。',
    look: '“一次读取”：通知是唤醒事件循环的 eventfd 或 epoll。没有任何信号打断程序。',
    limit: '实验室显示通知花的时间；strace 列出调用的名字。',
  },
  'sendall-repeats-send': {
    claim: 'sendall 是重复调用 send。',
    look: '每个应答 64 KiB：每个应答的调用和 strace。缓冲区有空间，大多一次 send 就够。',
    limit: '慢到填满缓冲区的读者由 claims 命令制造。',
  },
  'thread-per-client': {
    claim: '服务器为每个 client 创建一个线程。',
    look: '线程：两者都为 16 个客户端各有一个。差别在开始时：线程是新建的还是保留的。',
    limit: '实验室的客户端保持连接。来来去去时保留线程节省多少，见 walkthrough 命令。',
  },
  'socketserver-settles-it': {
    claim: 'socketserver 完美地解决了并发、池大小和 IO 问题。',
    look: '16 个客户端有一半是慢的，每条消息花 5 毫秒。慢的先来，占满池的 4 个线程：其余的客户端得不到应答，所以没有延迟。其他模型应答全部。',
  },
};
