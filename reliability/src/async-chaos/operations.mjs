// The operations of the chaos, chosen in proportion to their weights. Each returns whether there was something to do.
import { SHUT_RD, SHUT_RDWR, SHUT_WR } from '@fdset/posix';
import { AsyncSocket } from '@fdset/socket/async';

import { connectInVain, openPair } from './connections.mjs';
import { openDatagrams, receiveDatagrams, sendDatagrams } from './datagrams.mjs';
import { finish } from './finish.mjs';
import { someLimits } from './limits.mjs';
import { someRead } from './reads.mjs';
import { startTls } from './start-tls.mjs';
import { expectsOf } from './world.mjs';
import { someWrite } from './writes.mjs';

const MOST_LINKS = 32;
const MOST_READS = 4;
const MOST_WRITES = 3;

const someLink = ({ chance, links }) => chance.of(links);

/** An open end of a link to which anything may be done. */
function someEnd(world) {
  const end = world.chance.of(someLink(world)?.ends ?? []);
  return end?.isOpen && !end.link.isFinishing ? end : null;
}

async function read(world) {
  const end = someEnd(world);
  if (end === null || end.reads >= MOST_READS || end.in.hasEnded) return;
  const { socket } = end;
  const limits = someLimits(world.chance);
  const { verb, promise } = someRead(end, world.chance, limits);
  end.reads += 1;
  end.in.note(verb);
  await world.track(verb, limits, promise, expectsOf(end, socket));
  end.reads -= 1;
}

async function write(world) {
  const end = someEnd(world);
  if (end === null || end.writes >= MOST_WRITES) return;
  // Only few sends fail because the direction was ended before.
  const hasEnded = end.out.isFinished || !end.peer.isOpen;
  if (hasEnded && world.chance.below(16) > 0) return;
  const { socket } = end;
  const limits = someLimits(world.chance);
  // The kernel resets a connection whose one end is closed when the other one sends, and what was under way to that is lost.
  if (!end.peer.isOpen) end.in.mayEnd = true;
  const { verb, segment, promise } = someWrite(end, world.chance, limits, world.file);
  end.writes += 1;
  end.out.note(`${verb} ${segment.bytes.length}`);
  await world.track(
    verb,
    limits,
    promise.then(told(segment), toldByError(segment, end)),
    expectsOf(end, socket),
  );
  end.writes -= 1;
}

const told = (segment) => (bytesSent) => {
  if (bytesSent !== segment.bytes.length) throw new Error(`a send ended after ${bytesSent} bytes`);
  segment.told = bytesSent;
};

const toldByError = (segment, end) => (error) => {
  if (!Number.isInteger(error?.bytesSent))
    throw new Error('bytesSent is missing', { cause: error });
  segment.told = error.bytesSent;
  end.out.note(`sent only ${error.bytesSent}`);
  // Of what TLS was given some may have gone when the connection ended. Otherwise all of it goes, and is told.
  segment.isOpen = end.isTls && error.code !== 'ABORT_ERR' && error.code !== 'ETIMEDOUT';
  throw error;
};

function close(world) {
  const end = someEnd(world);
  if (end !== null)
    world.attempt(
      'close',
      () => end.close(),
      () => false,
    );
}

function reset(world) {
  const end = someEnd(world);
  if (end === null || end.isTls || end.link.kind !== 'tcp') return;
  world.attempt(
    'reset',
    () => {
      end.link.spoil();
      end.socket.setLinger(0);
      end.close();
    },
    () => false,
  );
}

// A direction that the sender ends while nothing is under way has all its bytes.
function shutdown(world) {
  const end = someEnd(world);
  if (end === null) return;
  const how = end.isTls ? SHUT_WR : world.chance.of([SHUT_RD, SHUT_WR, SHUT_WR, SHUT_RDWR]);
  const { socket } = end;
  if (how !== SHUT_WR) end.link.spoil();
  end.in.mayGoOn ||= how !== SHUT_WR;
  end.out.isFinished = true;
  world.attempt('shutdown', () => end.shutdown(how), expectsOf(end, socket));
}

function finishOne(world) {
  const link = someLink(world);
  if (link === undefined || link.isFinishing || !link.ends.every(({ isOpen }) => isOpen)) return;
  void finish(world, link);
}

// The next owner of the descriptor goes on, with what the old one had received too early.
function replace(world) {
  const end = someEnd(world);
  if (end === null || end.isTls) return;
  world.attempt(
    'detach',
    () => {
      const { family, type } = end.socket;
      const old = end.socket;
      const fd = old.detach();
      end.in.note('detach');
      end.out.note('detach');
      end.socket = AsyncSocket.fromFd(fd, { family, type }, world.options);
      end.socket.unread(old.takeUnread());
      end.last = null;
    },
    () => false,
  );
}

function unread(world) {
  const end = someEnd(world);
  if (end === null || end.isTls || end.reads > 0 || end.last === null || end.in.hasEnded) return;
  world.attempt(
    'unread',
    () => {
      end.in.unread(end.last);
      end.socket.unread(end.last);
      end.last = null;
    },
    () => false,
  );
}

function startTlsOnce(world) {
  const link = someLink(world);
  if (link === undefined || link.isFinishing || link.mayFail || !link.isPlain) return;
  // What is under way in the kernel would be taken for a part of the handshake; receives may wait.
  if (link.ends.some(({ isOpen, writes, out }) => !isOpen || writes > 0 || !out.isQuiet)) return;
  void startTls(world, link);
}

/** A call of a socket that was closed before. */
async function misuse(world) {
  const end = someEnd(world);
  if (end === null) return;
  end.close();
  const { socket } = end;
  await world.track(
    'recv when closed',
    {},
    socket.recv(1),
    ({ code }) => code === 'ERR_FDSET_CLOSED',
  );
}

function open(world) {
  if (world.links.length < MOST_LINKS)
    world.attempt(
      'socketpair',
      () => openPair(world),
      () => false,
    );
}

function connect(world) {
  if (world.links.length < MOST_LINKS) void world.chance.of(world.listening).connect();
}

const accept = (world) => void world.chance.of(world.listening).accept();

const weights = [
  [read, 40],
  [write, 40],
  [open, 3],
  [connect, 3],
  [accept, 2],
  [connectInVain, 1],
  [close, 0.7],
  [reset, 0.7],
  [shutdown, 0.7],
  [finishOne, 2],
  [replace, 2],
  [unread, 2],
  [startTlsOnce, 0.4],
  [misuse, 0.2],
  [openDatagrams, 1],
  [receiveDatagrams, 6],
  [sendDatagrams, 6],
];

const lots = weights.flatMap(([operation, weight]) =>
  Array.from({ length: weight * 10 }, () => operation),
);

/** Begins a random operation. */
export const performSome = (world) => void world.chance.of(lots)(world);
