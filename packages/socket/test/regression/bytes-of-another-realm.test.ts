// Bytes of another realm. The tests use a vm context; test runners and sandboxes make such bytes too.
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { AF_UNIX, SOCK_DGRAM, SOL_SOCKET, SO_LINGER, Socket } from '../../src/index.js';
import { freshDirectory, owned, ownedPair, thrownBy } from '../support/sockets.js';

const realm = createContext({});
const foreign = (...bytes: number[]): Uint8Array =>
  runInContext(`Uint8Array.of(${bytes.join()})`, realm) as Uint8Array;
const foreignRoom = (): Uint8Array => foreign(0, 0, 0);

it('is what this is about', () => {
  expect(foreign(1) instanceof Uint8Array).toBe(false);
});

describe('bytes of another realm', () => {
  it.each<[string, (socket: Socket) => unknown]>([
    ['send', (s) => s.send(foreign(72, 105))],
    ['trySend', (s) => s.trySend(foreign(72, 105))],
    ['sendall', (s) => s.sendall(foreign(72, 105))],
    ['sendmsg', (s) => s.sendmsg(foreign(72, 105))],
    ['sendmsg of pieces', (s) => s.sendmsg([foreign(72), foreign(105)])],
    ['sendmmsg', (s) => s.sendmmsg([{ data: foreign(72, 105) }])],
  ])('are sent by %s', (_name, send) => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    send(a);
    expect(b.recv(10).toString()).toBe('Hi');
  });

  it.each<[string, (socket: Socket, room: Uint8Array) => unknown]>([
    ['recvInto', (s, room) => s.recvInto(room)],
    ['tryRecvInto', (s, room) => s.tryRecvInto(room)],
    ['recvfromInto', (s, room) => s.recvfromInto(room)],
    ['recvmsgInto', (s, room) => s.recvmsgInto(room)],
    ['recvmsgInto of several', (s, room) => s.recvmsgInto([room])],
    ['recvPhasesInto', (s, room) => s.recvPhasesInto(room)],
  ])('are room for %s', (_name, receive) => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    a.send('Hi');
    const room = foreignRoom();
    receive(b, room);
    expect([...room]).toEqual([72, 105, 0]);
  });

  it('are a path, and the value of an option', () => {
    const path = `${freshDirectory()}/x`;
    const peer = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    peer.bind({ path: foreign(...Buffer.from(path)) });
    expect(peer.getsockname()).toEqual({ path });
    owned(new Socket(AF_UNIX, SOCK_DGRAM)).sendto(foreign(72), {
      path: foreign(...Buffer.from(path)),
    });
    expect(peer.recv(10).toString()).toBe('H');
    peer.setsockopt(SOL_SOCKET, SO_LINGER, foreign(1, 0, 0, 0, 3, 0, 0, 0));
    expect(peer.getLinger()).toBe(3);
  });

  it('what only looks like bytes is refused with a code', () => {
    const [a] = ownedPair();
    for (const data of [
      Object.create(Uint8Array.prototype),
      new Proxy(Buffer.from('x'), {}),
      new DataView(new ArrayBuffer(1)),
      new Uint16Array(1),
    ] as never[]) {
      expect(thrownBy(() => a.send(data)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
      expect(thrownBy(() => a.recvInto(data, 1)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
      expect(thrownBy(() => a.sendmsg([data])).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
    }
  });
});
