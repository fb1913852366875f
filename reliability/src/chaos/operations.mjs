// The operations of a chaotic worker, chosen in proportion to their weights. Each may fail with a typed error. world.mjs
// checks what must not happen.
import * as posix from '@fdset/posix';
import * as selectors from '@fdset/selectors';
import * as socket from '@fdset/socket';

import { connected, expectOwn } from './endpoint.mjs';

const { AF_UNIX, SOCK_DGRAM, SOCK_STREAM, createConnection, socketpair } = socket;
const MOST_ENDPOINTS = 48;

const room = (world) => world.endpoints.length < MOST_ENDPOINTS;
const any = (world) => world.random.of(world.endpoints);

function openPair(world) {
  if (!room(world)) return closeOne(world);
  const [type, kind] =
    world.random.below(3) === 0 ? [SOCK_DGRAM, 'datagram'] : [SOCK_STREAM, 'stream'];
  world.add(connected(socketpair(AF_UNIX, type), kind));
}

function openTcp(world) {
  if (!room(world)) return resetOne(world);
  const client = createConnection(world.address);
  const accepted = world.listener.tryAccept();
  if (accepted?.[1].port === client.getsockname().port)
    return world.add(connected([client, accepted[0]], 'stream'));
  // A former client has left this connection in the queue.
  accepted?.[0].close();
  client.close();
}

function send(world) {
  const to = any(world)?.peer;
  if (!to || to.peer?.peer !== to || to.peer.socket.closed || to.socket.closed) return;
  to.peer.socket.trySend(to.text);
}

function closeOne(world) {
  const endpoint = any(world);
  if (endpoint) world.end(endpoint);
}

function resetOne(world) {
  const endpoint = any(world);
  if (!endpoint) return;
  endpoint.socket.setLinger(0);
  world.end(endpoint);
}

const register = (world) => any(world) && world.register(any(world));
const unregister = (world) => any(world) && world.unregister(any(world));

const select = (world) => world.dispatch(world.random.of(world.selectors).select(0));
const selectAWhile = (world) =>
  world.dispatch(world.random.of(world.selectors).select(world.random.next()));

async function selectAsync(world) {
  const selector = world.random.of(world.selectors);
  const signal = AbortSignal.abort(new posix.SocketError('ECANCELED', -125, 'select'));
  const options = world.random.below(4) === 0 ? { signal } : {};
  world.dispatch(await selector.selectAsync(world.random.next(), options));
}

// Closes a registered endpoint. The selector must not take the next file with its number for the endpoint.
function reuseNumber(world) {
  const endpoint = any(world);
  if (!endpoint?.registration) return;
  const { selector, by } = endpoint.registration;
  endpoint.registration = null;
  endpoint.socket.close();
  world.remove(endpoint);
  world.add(connected(socketpair(), 'stream'));
  // poll and select cannot know that a number, registered without an object, means another file now.
  const knows = typeof by !== 'number' || selector instanceof selectors.EpollSelector;
  if (knows && world.random.below(2) === 0) world.dispatch(selector.select(0));
  selector.unregister(by);
}

// As above, but a duplicate keeps the file open, so the kernel's entry cannot be removed.
function leaveStaleEntry(world) {
  const endpoint = any(world);
  if (endpoint?.kind !== 'stream' || !endpoint.registration) return;
  const copy = endpoint.socket.dup();
  const { selector, by } = endpoint.registration;
  endpoint.registration = null;
  endpoint.socket.close();
  selector.unregister(by);
  world.dispatch(selector.select(0));
  endpoint.socket = copy;
}

// Another connection takes the number in one step, and the socket goes on as the endpoint of that connection.
function replaceNumber(world) {
  const endpoint = any(world);
  if (!endpoint) return;
  world.unregister(endpoint);
  const [a, b] = socketpair();
  posix.dup2(a.fileno(), endpoint.socket.fileno());
  a.close();
  world.remove(endpoint);
  endpoint.peer = null;
  world.add(connected([endpoint.socket, b], 'stream'));
}

function passDescriptor(world) {
  const endpoint = any(world);
  if (endpoint?.kind !== 'stream') return;
  const [from, to] = socketpair();
  try {
    from.sendFds('x', [endpoint.socket]);
    // Sometimes nobody receives the descriptor, and the kernel closes it.
    if (world.random.below(4) === 0) return;
    for (const fd of to.recvFds(10, 4).fds) usePassed(endpoint, fd);
  } finally {
    from.close();
    to.close();
  }
}

function usePassed(endpoint, fd) {
  const passed = socket.Socket.fromFd(fd);
  try {
    const { peer } = endpoint;
    if (peer?.peer === endpoint && !peer.socket.closed) passed.trySend(peer.text);
    const data = passed.tryRecv(4000);
    if (data !== null) expectOwn(endpoint, data.toString());
  } finally {
    passed.close();
  }
}

// Looks at a descriptor of another worker, which may close it at any moment. Only harmless calls are made.
function lookAtForeign(world) {
  const fd = world.foreignNumber();
  const selector = world.random.of(world.selectors);
  if (fd <= 2 || selector.getMap().has(fd)) return;
  selector.register(fd, selectors.EVENT_READ, { foreign: true });
  try {
    world.dispatch(selector.select(0));
  } finally {
    selector.unregister(fd);
  }
}

function askForeign(world) {
  const fd = world.foreignNumber();
  if (fd <= 2) return;
  posix.close(posix.dup(fd));
  posix.getsockopt(fd, posix.SOL_SOCKET, posix.SO_TYPE);
  posix.getsockname(fd);
}

function wake(world) {
  const waker = selectors.Waker.from(world.random.of(world.selectors).waker().handle);
  try {
    waker.wake();
  } finally {
    waker.close();
  }
}

function replaceSelector(world) {
  const index = world.random.below(world.selectors.length);
  const selector = world.selectors[index];
  for (const endpoint of world.endpoints)
    if (endpoint.registration?.selector === selector) endpoint.registration = null;
  selector.close();
  world.selectors[index] = new selector.constructor();
}

function misuse(world) {
  const endpoint = any(world);
  if (!endpoint) return;
  const { socket: closed } = endpoint;
  world.end(endpoint);
  closed.recv(1);
}

function datagram(world) {
  const { random } = world;
  const a = new socket.Socket(socket.AF_INET, SOCK_DGRAM);
  try {
    a.bind({ host: '127.0.0.1', port: 0 });
    a.setblocking(false);
    const text = `to ${random.below(1e6)}`;
    a.sendto(text, a.getsockname());
    const got = a.tryRecvfrom(100);
    const isOwn = got === null || got[0].toString() === text;
    if (!isOwn && got[1].port === a.getsockname().port) throw new Error('a datagram changed');
  } finally {
    a.close();
  }
}

const weights = [
  [openPair, 14],
  [openTcp, 6],
  [send, 24],
  [closeOne, 4],
  [resetOne, 4],
  [register, 14],
  [unregister, 5],
  [select, 14],
  [selectAWhile, 2],
  [selectAsync, 1],
  [reuseNumber, 5],
  [leaveStaleEntry, 2],
  [replaceNumber, 3],
  [passDescriptor, 3],
  [lookAtForeign, 4],
  [askForeign, 4],
  [wake, 1],
  [replaceSelector, 1],
  [misuse, 1],
  [datagram, 2],
];

const lots = weights.flatMap(([operation, weight]) =>
  Array.from({ length: weight }, () => operation),
);

/** Chooses an operation by the random numbers of the world. */
export const choose = (world) => world.random.of(lots);
