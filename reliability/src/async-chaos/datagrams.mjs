// Pairs of datagram sockets. Each datagram names its sender and has a number; it arrives whole, and at most once.
import { AF_INET, AF_UNIX, SOCK_DGRAM, Socket, socketpair } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';

import { someLimits } from './limits.mjs';
import { somePart } from './pattern.mjs';

const MOST_PAIRS = 8;
const MOST_CALLS = 3;
const MOST_BYTES = 60_000;
const HEADER_BYTES = 8;
let identities = 0;

class DatagramEnd {
  socket;
  address;
  identity = ++identities;
  peer = null;
  calls = 0;
  /** The datagrams that were sent and have not arrived, by number. */
  sent = new Map();
  #number = 0;

  constructor(socket) {
    this.socket = socket;
    this.address = socket.getsockname();
  }

  next(chance) {
    const length = Math.floor(MOST_BYTES ** chance.next());
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(this.identity, 0);
    header.writeUInt32LE(++this.#number, 4);
    const data = Buffer.concat([header, somePart(chance, length).bytes]);
    this.sent.set(this.#number, data);
    return data;
  }

  arrived(data) {
    const { sent, identity } = this.peer;
    const number = data.readUInt32LE(4);
    if (data.readUInt32LE(0) !== identity) throw new Error('a datagram of another sender');
    const expected = sent.get(number);
    if (expected === undefined) throw new Error(`datagram ${number} was not sent, or came twice`);
    if (!expected.equals(data)) throw new Error(`datagram ${number} has other bytes`);
    sent.delete(number);
  }
}

const inetSocket = (options) => {
  const one = new Socket(AF_INET, SOCK_DGRAM);
  one.bind({ host: '127.0.0.1', port: 0 });
  return AsyncSocket.from(one, options);
};

const makePair = ({ chance, options }) =>
  chance.below(2) === 0
    ? { kind: 'udp', sockets: [inetSocket(options), inetSocket(options)] }
    : {
        kind: 'unix',
        sockets: socketpair(AF_UNIX, SOCK_DGRAM).map((one) => AsyncSocket.from(one, options)),
      };

/** Opens a pair, or closes one with what is under way. */
export function openDatagrams(world) {
  const { pairs, chance } = world;
  world.attempt(
    'a pair of datagram sockets',
    () => {
      if (pairs.length >= MOST_PAIRS)
        return closePair(pairs.splice(chance.below(pairs.length), 1)[0]);
      const { kind, sockets } = makePair(world);
      const ends = sockets.map((socket) => new DatagramEnd(socket));
      [ends[0].peer, ends[1].peer] = [ends[1], ends[0]];
      pairs.push({ kind, ends });
    },
    () => false,
  );
}

export const closePair = ({ ends }) => {
  for (const { socket } of ends) socket.close();
};

// A Unix socket tells when its peer has gone.
const ENDS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTCONN']);

const expects =
  ({ socket, peer }) =>
  ({ code }) =>
    (code === 'ERR_FDSET_CLOSED' && socket.closed) || (ENDS.has(code) && peer.socket.closed);

const receives = {
  recv: (socket, limits) => socket.recv(65_536, limits).then((data) => [data]),
  recvInto: async (socket, limits) => {
    const room = Buffer.allocUnsafe(65_536);
    return [room.subarray(0, await socket.recvInto(room, limits))];
  },
  recvfrom: (socket, limits) => socket.recvfrom(65_536, limits).then(([data]) => [data]),
  recvmsg: (socket, limits) => socket.recvmsg(65_536, limits).then(({ data }) => [data]),
  recvmmsg: (socket, limits) =>
    socket.recvmmsg(4, 65_536, limits).then((all) => all.map(({ data }) => data)),
};

const sends = {
  send: (socket, data, limits) => socket.send(data, limits),
  sendmsg: (socket, data, limits) => socket.sendmsg([data], limits),
  sendmmsg: (socket, data, limits) => socket.sendmmsg([{ data }], limits),
};

const sendsTo = {
  sendto: (socket, data, limits, address) => socket.sendto(data, address, limits),
  sendmsg: (socket, data, limits, address) => socket.sendmsg([data], { ...limits, address }),
  sendmmsg: (socket, data, limits, address) => socket.sendmmsg([{ data, address }], limits),
};

const someOf = (chance, table) => chance.of(Object.entries(table));

const someEnd = ({ pairs, chance }) => {
  const pair = chance.of(pairs);
  const end = pair && chance.of(pair.ends);
  return end !== undefined && end.calls < MOST_CALLS ? { ...pair, end } : null;
};

async function track(world, end, verb, limits, promise) {
  end.calls += 1;
  const result = await world.track(verb, limits, promise, expects(end));
  end.calls -= 1;
  return result;
}

export async function receiveDatagrams(world) {
  const some = someEnd(world);
  if (some === null) return;
  const { end } = some;
  const [verb, receive] = someOf(world.chance, receives);
  const limits = someLimits(world.chance);
  const receiving = async () => {
    for (const data of await receive(end.socket, limits)) end.arrived(data);
  };
  await track(world, end, `${verb} of datagrams`, limits, receiving());
}

export async function sendDatagrams(world) {
  const some = someEnd(world);
  if (some === null) return;
  const { kind, end } = some;
  const [verb, send] = someOf(world.chance, kind === 'udp' ? sendsTo : sends);
  const limits = someLimits(world.chance);
  const data = end.next(world.chance);
  await track(
    world,
    end,
    `${verb} of datagrams`,
    limits,
    send(end.socket, data, limits, end.peer.address),
  );
}
