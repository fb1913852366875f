// Runs every verb that blocks with a driver that does not block, which shows that one attempt serves every driver.
import { closeSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AF_UNIX, MSG_WAITALL, SOCK_DGRAM, Socket } from '../../src/index.js';
import { Unfinished } from '../../src/verbs/attempt.js';
import type { Outcome } from '../../src/verbs/attempt.js';
import { connect } from '../../src/verbs/connect.js';
import { recv } from '../../src/verbs/recv.js';
import { recvfrom } from '../../src/verbs/recvfrom.js';
import { sendfile } from '../../src/verbs/sendfile.js';
import { awaitOutcome } from '../support/await-outcome.js';
import { emptied, inside, opened, unfinishedVerbs } from '../support/unfinished-verbs.js';
import { owned, ownedPair } from '../support/sockets.js';

describe('an attempt that another driver waits for', () => {
  it.each(Object.entries(unfinishedVerbs))(
    '%s goes on when the socket is ready',
    async (_name, make) => {
      const { socket, outcome, goesOn, gives } = make();
      expect(outcome).toBeInstanceOf(Unfinished);
      const [result] = await Promise.all([awaitOutcome(socket, outcome), goesOn()]);
      expect(result).toEqual(gives);
      if (_name === 'accept') closeSync((result as { fd: number }).fd);
    },
  );

  it('each verb that blocks is among them', () => {
    const methods = Object.entries(Object.getOwnPropertyDescriptors(Socket.prototype));
    const blocking = methods.filter(
      ([name, { value }]) =>
        name !== 'constructor' && /\bblock(Recv|RecvInto)?\)?\(/.test(String(value)),
    );
    expect(blocking.map(([name]) => name).sort()).toEqual(Object.keys(unfinishedVerbs).sort());
  });

  it('MSG_WAITALL keeps its bytes while others receive into the same room', async () => {
    const [socket, peer] = ownedPair();
    const [other, otherPeer] = ownedPair();
    for (const begin of [
      (): Outcome<Buffer> => recv(inside(socket), 9, MSG_WAITALL),
      async (): Promise<Buffer> =>
        (await awaitOutcome(socket, recvfrom(inside(socket), 9, MSG_WAITALL)))[0],
    ]) {
      peer.send('abc');
      const begun = begin();
      const whole = begun instanceof Promise ? begun : awaitOutcome(socket, begun);
      for (const more of ['def', 'ghi']) {
        otherPeer.send('XXXXXXXXX');
        other.recv(9);
        await nextTurn();
        peer.send(more);
        await nextTurn();
      }
      expect((await whole).toString()).toBe('abcdefghi');
    }
  });

  it('two waits for one socket take one message each, and none twice', async () => {
    const [socket, peer] = ownedPair(AF_UNIX, SOCK_DGRAM);
    const both = [1, 2].map(() => awaitOutcome(socket, recv(inside(socket), 9, 0)));
    for (const message of ['a', 'b']) {
      peer.send(message);
      await nextTurn();
    }
    expect((await Promise.all(both)).map(String).sort()).toEqual(['a', 'b']);
  });

  it('a sendfile of what sendfile(2) refuses waits for that to be readable', async () => {
    const [source, feeder] = ownedPair();
    const [socket, peer] = ownedPair();
    const outcome = sendfile(inside(socket), source, null, 6);
    expect((outcome as Unfinished<number>).readFrom).toBe(source.fileno());
    const sent = awaitOutcome(socket, outcome);
    for (const part of ['abc', 'def']) {
      feeder.send(part);
      expect((await emptied(peer, 3)).toString()).toBe(part);
    }
    expect(await sent).toBe(6);
  });

  it('a file that the kernel refuses is copied although its descriptor cannot be watched', async () => {
    const [socket, peer] = ownedPair();
    const file = opened('/proc/self/maps');
    const sent = awaitOutcome(socket, sendfile(inside(socket), file, 0, 64));
    expect(await sent).toBe(64);
    expect((await emptied(peer, 64)).toString()).toBe(
      readFileSync('/proc/self/maps', 'latin1').slice(0, 64),
    );
  });

  it('a Unix connect whose listener is full begins anew', async () => {
    const listener = owned(new Socket(AF_UNIX));
    listener.bind({ path: '' });
    listener.listen(0);
    const to = listener.getsockname();
    owned(new Socket(AF_UNIX)).connect(to);
    const socket = owned(new Socket(AF_UNIX));
    const connected = awaitOutcome(socket, connect(inside(socket), to, undefined));
    await nextTurn();
    owned(listener.accept()[0]);
    await connected;
    expect(socket.getpeername()).toEqual(to);
  });
});
