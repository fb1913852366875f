// Each verb that blocks, begun on a socket on which it has to wait, with an action that lets it go on.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SOCK_DGRAM,
  Socket,
  bindUnixPath,
  errnoNumbers,
} from '../../src/index.js';
import type { InetAddress } from '../../src/index.js';
import { stateOf } from '../../src/socket-inside.js';
import { accept } from '../../src/verbs/accept.js';
import type { Outcome } from '../../src/verbs/attempt.js';
import { connect, connectEx } from '../../src/verbs/connect.js';
import { recvPhases, recvPhasesInto } from '../../src/verbs/recv-phases.js';
import { recv, recvInto } from '../../src/verbs/recv.js';
import { recvfrom, recvfromInto } from '../../src/verbs/recvfrom.js';
import { recvmmsg } from '../../src/verbs/recvmmsg.js';
import { recvmsg, recvmsgInto } from '../../src/verbs/recvmsg.js';
import { send, sendall } from '../../src/verbs/send.js';
import { sendfile } from '../../src/verbs/sendfile.js';
import { sendmmsg } from '../../src/verbs/sendmmsg.js';
import { sendmsg } from '../../src/verbs/sendmsg.js';
import { sendto } from '../../src/verbs/sendto.js';
import { freshDirectory, owned, ownedListener, ownedPair, refusedAddress } from './sockets.js';

/** More bytes than the queue of a socket holds. */
export const LARGE = Buffer.alloc(1 << 20, 'abcdefg');
export const inside = stateOf;

/** Fills the queue of `socket`, and returns the socket. */
export const filled = (socket: Socket): Socket => {
  while (socket.trySend(Buffer.alloc(1 << 16)) > 0);
  return socket;
};

/** Receives `bytes` bytes, waiting until they have arrived. */
export const emptied = async (socket: Socket, bytes: number): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for (let left = bytes; left > 0;) {
    const piece = socket.tryRecv(1 << 16);
    if (piece?.length === 0) throw new Error(`the stream ended ${left} bytes early`);
    if (piece === null) await nextTurn();
    else pieces.push(piece);
    left -= piece?.length ?? 0;
  }
  return Buffer.concat(pieces);
};

const temporary = (): number => {
  const path = `${freshDirectory()}/file`;
  writeFileSync(path, LARGE);
  return opened(path);
};

/** A file that is closed when the running test ends. */
export const opened = (path: string, flags = 'r'): number => {
  const fd = openSync(path, flags);
  onTestFinished(() => closeSync(fd));
  return fd;
};

/** A verb that would have blocked, an action that lets it go on, and its result. */
export interface UnfinishedVerb {
  socket: Socket;
  outcome: Outcome<unknown>;
  goesOn: () => unknown;
  gives: unknown;
}

const receiving = (
  begin: (socket: Socket) => Outcome<unknown>,
  gives: unknown,
  kind = SOCK_DGRAM,
): UnfinishedVerb => {
  const [socket, peer] = ownedPair(AF_UNIX, kind);
  return { socket, outcome: begin(socket), goesOn: () => peer.send('hello'), gives };
};

export const buffer = Buffer.alloc(9);
export const hello = Buffer.from('hello');

/** The verbs, by the name of the method of Socket that blocks. */
export const unfinishedVerbs: Record<string, () => UnfinishedVerb> = {
  recv: () => receiving((s) => recv(inside(s), 9, 0), hello),
  recvInto: () => receiving((s) => recvInto(inside(s), buffer, undefined, 0), 5),
  recvfrom: () => receiving((s) => recvfrom(inside(s), 9, 0), [hello, null]),
  recvfromInto: () => receiving((s) => recvfromInto(inside(s), buffer, undefined, 0), [5, null]),
  recvmsg: () =>
    receiving((s) => recvmsg(inside(s), 9, {}), expect.objectContaining({ data: hello })),
  recvmsgInto: () =>
    receiving(
      (s) => recvmsgInto(inside(s), [buffer], {}),
      expect.objectContaining({ bytesReceived: 5 }),
    ),
  recvmmsg: () =>
    receiving((s) => recvmmsg(inside(s), 2, 9, 0), [expect.objectContaining({ data: hello })]),
  recvPhases: () =>
    receiving((s) => recvPhases(inside(s), 9, {}), expect.objectContaining({ data: hello })),
  recvPhasesInto: () =>
    receiving(
      (s) => recvPhasesInto(inside(s), buffer, {}),
      expect.objectContaining({ bytesReceived: 5 }),
    ),
  accept: () => {
    const { listener, address } = ownedListener();
    const client = owned(new Socket());
    const outcome = accept(inside(listener));
    const goesOn = (): void => client.connect(address);
    return { socket: listener, outcome, goesOn, gives: { fd: expect.any(Number), address: LOCAL } };
  },
  send: () => sendingAll((s) => send(inside(s), LARGE, 0, 0, undefined)),
  sendall: () => sendingAll((s) => sendall(inside(s), LARGE, 0, 0, undefined)),
  sendmsg: () => sendingAll((s) => sendmsg(inside(s), [LARGE], {})),
  sendfile: () => sendingAll((s) => sendfile(inside(s), temporary(), null, undefined)),
  sendto: () => {
    const path = `${freshDirectory()}/full`;
    const peer = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    bindUnixPath(peer, { path });
    const socket = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    while (socket.trySendto('x', { path }) > 0);
    const outcome = sendto(inside(socket), hello, { path }, 0);
    return { socket, outcome, goesOn: () => peer.recv(9), gives: 5 };
  },
  sendmmsg: () => {
    const [socket, peer] = ownedPair(AF_UNIX, SOCK_DGRAM);
    const messages = Array.from({ length: 2000 }, () => ({ data: 'x' }));
    const outcome = sendmmsg(inside(socket), messages, 0);
    return { socket, outcome, goesOn: () => emptied(peer, messages.length), gives: 2000 };
  },
  connect: () => connecting((socket, to) => connect(inside(socket), to, undefined), undefined),
  connectEx: () => {
    const socket = owned(new Socket());
    const outcome = connectEx(inside(socket), refusedAddress(), undefined);
    return { socket, outcome, goesOn: () => {}, gives: errnoNumbers['ECONNREFUSED'] };
  },
};

const LOCAL = expect.objectContaining({ host: '127.0.0.1' }) as InetAddress;

const sendingAll = (begin: (socket: Socket) => Outcome<unknown>): UnfinishedVerb => {
  const [socket, peer] = ownedPair();
  const outcome = begin(socket);
  const goesOn = async (): Promise<void> =>
    expect((await emptied(peer, LARGE.length)).equals(LARGE)).toBe(true);
  return { socket, outcome, goesOn, gives: LARGE.length };
};

const connecting = (
  begin: (socket: Socket, to: InetAddress) => Outcome<unknown>,
  gives: unknown,
): UnfinishedVerb => {
  const { listener, address } = ownedListener();
  const socket = owned(new Socket(AF_INET));
  const outcome = begin(socket, address);
  return { socket, outcome, goesOn: () => owned(listener.accept()[0]), gives };
};
