// The targets of fdset's servers, as ratios of requests per second in the same round.
const small = ['50x64x1', '50x4096x1'];
const large = ['50x65536x1'];
const cold4Ki = ['50x4096x1-cold'];
const cold64Ki = ['50x65536x1-cold'];

const of =
  (peer) =>
  (reference, atLeast, cases = small) => ({ peer, reference, atLeast, cases });

const fast = of('fdset-recv-into');
const document = of('fdset-document');
const recycled = of('fdset-recycled');
const shared = of('fdset-async');
const promises = of('fdset-async-socket');
const ring = of('fdset-uring');
const server = of('fdset-async-server');

export const echoTargets = [
  fast('c-epoll', 0.95),
  fast('node-net', 1.4),
  fast('node-net', 1.8, large),
  fast('bun', 1.05),
  fast('cpython-selectors', 1.1),
  document('c-epoll', 0.9),
  document('c-epoll', 0.85, large),
  document('node-net', 1.3),
  document('node-net', 1.6, large),
  document('bun', 1),
  document('cpython-selectors', 1.05),
  recycled('c-epoll', 0.9, ['50x4096x1', ...cold4Ki]),
  recycled('c-epoll', 0.85, [...large, ...cold64Ki]),
  recycled('cpython-selectors', 1, ['50x4096x1', ...large, ...cold4Ki, ...cold64Ki]),
  shared('c-epoll', 0.93),
  shared('node-net', 1.35),
  shared('bun', 1),
  promises('c-epoll', 0.9),
  promises('c-epoll', 0.85, large),
  promises('node-net', 1.4),
  promises('bun', 1),
  promises('asyncio-streams', 2),
  ring('fdset-async-socket', 1, large),
  server('c-epoll', 0.9),
  server('c-epoll', 0.85, large),
  server('node-net', 1.4),
  server('bun', 1),
  server('asyncio-streams', 2),
];
