// A view whose ArrayBuffer was transferred looks empty. A receive into it looked like the end of the stream, and a send
// of it sent nothing.
import { expect, it } from 'vitest';
import { AF_UNIX, SOCK_DGRAM, type Socket } from '../../src/index.js';
import { ownedPair, thrownBy } from '../support/sockets.js';

function transferred(): Uint8Array {
  const view = new Uint8Array(16);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

it.each<[string, (socket: Socket, view: Uint8Array) => unknown]>([
  ['send', (s, view) => s.send(view)],
  ['trySend', (s, view) => s.trySend(view)],
  ['sendall', (s, view) => s.sendall(view)],
  ['sendmsg', (s, view) => s.sendmsg(view)],
  ['sendmsg of pieces', (s, view) => s.sendmsg([view])],
  ['sendmmsg', (s, view) => s.sendmmsg([{ data: view }])],
  ['recvInto', (s, view) => s.recvInto(view)],
  ['tryRecvInto', (s, view) => s.tryRecvInto(view)],
  ['recvfromInto', (s, view) => s.recvfromInto(view)],
  ['recvmsgInto', (s, view) => s.recvmsgInto(view)],
  ['recvmsgInto of several', (s, view) => s.recvmsgInto([view])],
  ['recvPhasesInto', (s, view) => s.recvPhasesInto(view)],
])('%s refuses a view whose memory has gone, and nothing is lost or sent', (_, call) => {
  const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
  b.send('kept');
  expect(thrownBy(() => call(a, transferred()))).toMatchObject({
    name: 'TypeError',
    code: 'ERR_FDSET_INVALID_ARG_TYPE',
    message: expect.stringContaining('must be a view of memory that is there') as string,
  });
  expect(a.recv(9).toString()).toBe('kept');
  expect(b.tryRecv(9)).toBe(null);
});
