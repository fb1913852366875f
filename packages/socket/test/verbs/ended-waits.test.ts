// The result of a verb whose wait ends because it was given up or because the socket was closed.
import { describe, expect, it } from 'vitest';
import { MSG_WAITALL, Socket } from '../../src/index.js';
import type { PartialSendError } from '../../src/index.js';
import { accept } from '../../src/verbs/accept.js';
import type { Outcome, Unfinished } from '../../src/verbs/attempt.js';
import { recv, recvInto } from '../../src/verbs/recv.js';
import { send, sendall } from '../../src/verbs/send.js';
import { awaitOutcome } from '../support/await-outcome.js';
import {
  LARGE,
  buffer,
  emptied,
  filled,
  hello,
  inside,
  unfinishedVerbs,
} from '../support/unfinished-verbs.js';
import { owned, ownedListener, ownedPair } from '../support/sockets.js';

describe('an attempt whose wait ends otherwise', () => {
  const aborted = (): { stop: AbortController; signal: AbortSignal } => {
    const stop = new AbortController();
    return { stop, signal: stop.signal };
  };

  it('leaves what arrives to the next one', async () => {
    const { stop, signal } = aborted();
    const [socket, peer] = ownedPair();
    const given = awaitOutcome(socket, recv(inside(socket), 9, 0), { signal });
    stop.abort();
    await expect(given).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    peer.send('hello');
    expect(await awaitOutcome(socket, recv(inside(socket), 9, 0))).toEqual(hello);
  });

  it('gives the bytes that MSG_WAITALL had got', async () => {
    for (const begin of [
      (socket: Socket): Outcome<unknown> => recv(inside(socket), 9, MSG_WAITALL),
      (socket: Socket): Outcome<unknown> => recvInto(inside(socket), buffer, 9, MSG_WAITALL),
    ]) {
      const { stop, signal } = aborted();
      const [socket, peer] = ownedPair();
      peer.send('hello');
      const given = awaitOutcome(socket, begin(socket), { signal });
      stop.abort();
      expect([5, hello]).toContainEqual(await given);
    }
  });

  it('says how many bytes were sent', async () => {
    const { stop, signal } = aborted();
    const [socket, peer] = ownedPair();
    const begun = sendall(inside(socket), LARGE, 0, 0, undefined) as Unfinished<number>;
    const given = awaitOutcome(socket, begun, { signal });
    const taken: Buffer[] = [];
    while (begun.moved === 0) taken.push(await emptied(peer, 1));
    stop.abort();
    const { bytesSent } = await given.then(
      () => ({ bytesSent: Number.NaN }),
      (error: unknown) => error as PartialSendError,
    );
    const left = bytesSent - Buffer.concat(taken).length;
    taken.push(await emptied(peer, left));
    expect(Buffer.concat(taken).equals(LARGE.subarray(0, bytesSent))).toBe(true);
    expect(peer.tryRecv(1)).toBeNull();
  });

  it('leaves the connection in the queue of its listener', async () => {
    const { stop, signal } = aborted();
    const { listener, address } = ownedListener();
    const given = awaitOutcome(listener, accept(inside(listener)), { signal });
    stop.abort();
    await expect(given).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    const client = owned(new Socket());
    client.connect(address);
    const [conn] = listener.accept();
    expect(owned(conn).getpeername()).toEqual(client.getsockname());
  });

  it.each(Object.entries(unfinishedVerbs))(
    '%s throws the closed error after close',
    async (_name, make) => {
      const { socket, outcome } = make();
      const given = awaitOutcome(socket, outcome);
      socket.close();
      const error = await given.catch((thrown: unknown) => thrown);
      // A burst returns how many messages it had sent before. The next call reports that the socket is closed.
      if (_name === 'sendmmsg') expect(error).toBeGreaterThan(0);
      else expect(error).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    },
  );

  it('reaches no descriptor that took the number of the closed one', async () => {
    const [socket, peer] = ownedPair();
    const outcome = recv(inside(socket), 9, 0) as Unfinished<Buffer>;
    const number = socket.fileno();
    peer.send('secret');
    socket.close();
    const [stranger, friend] = ownedPair();
    expect([stranger.fileno(), friend.fileno()]).toContain(number);
    friend.send('mine');
    stranger.send('mine');
    expect(() => outcome.again(0)).toThrow(expect.objectContaining({ code: 'ERR_FDSET_CLOSED' }));
    expect(String(stranger.recv(9)) + String(friend.recv(9))).toBe('minemine');
  });

  it('is done although a full queue was never emptied', () => {
    const [socket] = ownedPair();
    filled(socket);
    const unfinished = send(inside(socket), 'x', 0, 0, undefined) as Unfinished<number>;
    expect(unfinished.again(0)).toBe(unfinished);
    expect(unfinished.moved).toBe(0);
  });
});
