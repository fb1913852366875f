// Both directions of a connection at once, on Node's event loop: the two ends of a socket pair, or of TCP, in one thread.
import { setImmediate } from 'node:timers/promises';
import { SHUT_WR, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { SOCKETS_AND_PIPES, openedFromNow } from '../../../scripts/test/opened-from-now.mjs';
import { Conversation, connectSync } from '../src/index.js';
import type { DataListener } from '../src/index.js';
import { owned, ownedListener } from './support/servers.js';

interface Both {
  readonly conversation: Conversation;
  readonly server: Socket;
  /** What the conversation was told, piece by piece. */
  readonly heard: Buffer[];
}

const talk = (onData: DataListener = () => {}): Both => {
  const [socket, server] = socketpair();
  return { ...conversationOver(socket, onData), server: owned(server) };
};

const talkByTcp = (): Both => {
  const { listener, url } = ownedListener();
  const { socket } = connectSync(url);
  const [server] = listener.accept();
  return { ...conversationOver(socket, () => {}), server: owned(server) };
};

const conversationOver = (socket: Socket, onData: DataListener): Omit<Both, 'server'> => {
  const heard: Buffer[] = [];
  const conversation = new Conversation(socket, (data) => {
    heard.push(data);
    return onData(data);
  });
  return { conversation: owned(conversation), heard };
};

const lengthOf = (pieces: readonly Buffer[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** Turns of the event loop: what is ready has been noticed, what happens because of it has happened. */
const turns = async (count = 5): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await setImmediate();
};

/** Whether a promise is still pending after some turns. */
const isPending = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => false), turns().then(() => true)]);

/** More than a connection holds. */
const MUCH = Buffer.alloc(8 * 1024 * 1024, 'abcdefg');

describe('a conversation', () => {
  it('hands on what arrives when it arrives, with nothing sent', async () => {
    const { conversation, server, heard } = talk();
    server.sendall('hel');
    while (heard.length < 1) await setImmediate();
    server.sendall('lo');
    server.shutdown(SHUT_WR);
    expect(await conversation.ended).toBeNull();
    expect(heard.map(String)).toEqual(['hel', 'lo']);
  });

  it('rejects what is transferred before it was sent, and sends what comes behind it', async () => {
    const { conversation, server } = talk();
    const first = conversation.send(MUCH);
    const data = new Uint8Array(8);
    const lost = conversation.send(data).catch((error: unknown) => error);
    const last = conversation.send('last');
    structuredClone(data.buffer, { transfer: [data.buffer] });
    conversation.end();
    let received = 0;
    let tail = Buffer.alloc(0);
    server.setblocking(false);
    for (let part: Buffer | null = null; part?.length !== 0; part = server.tryRecv(1 << 20)) {
      received += part?.length ?? 0;
      tail = Buffer.concat([tail, part ?? Buffer.alloc(0)]).subarray(-4);
      await setImmediate();
    }
    expect(await lost).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
    expect([await first, await last]).toEqual([true, true]);
    expect([received, String(tail)]).toEqual([MUCH.length + 4, 'last']);
  });

  it('sends in order, text and bytes, and says when the kernel has all of it', async () => {
    const { conversation, server } = talk();
    const sent = [
      conversation.send('grüße'),
      conversation.send(''),
      conversation.send(Buffer.of(255)),
    ];
    expect(await Promise.all(sent)).toEqual([true, true, true]);
    expect(server.recv(100)).toEqual(Buffer.concat([Buffer.from('grüße'), Buffer.of(255)]));
  });

  it('receives while it has to wait with what it sends', async () => {
    const { conversation, server, heard } = talk();
    const sent = conversation.send(MUCH);
    server.sendall('not so fast');
    while (heard.length === 0) await setImmediate();
    expect(await isPending(sent)).toBe(true);
    server.setblocking(false);
    const received: Buffer[] = [];
    while (lengthOf(received) < MUCH.length) {
      const data = server.tryRecv(65_536);
      if (data === null) await setImmediate();
      else received.push(data);
    }
    expect(await sent).toBe(true);
    expect(Buffer.concat(received).equals(MUCH)).toBe(true);
  });

  it('receives no more while what it handed on is being dealt with', async () => {
    let goOn = (): void => {};
    const { server, heard } = talk(() => new Promise((resolve) => (goOn = resolve)));
    server.setblocking(false);
    let taken = 0;
    for (let before = -1; before !== taken;) {
      before = taken;
      for (let sent = server.trySend(MUCH); sent > 0; sent = server.trySend(MUCH)) taken += sent;
      await turns(20);
    }
    expect(heard).toHaveLength(1);
    while (lengthOf(heard) < taken) {
      goOn();
      await setImmediate();
    }
    expect(lengthOf(heard)).toBe(taken);
  });

  it('half-closes when everything is sent, and hears what comes after that', async () => {
    const { conversation, server, heard } = talk();
    const sent = conversation.send(MUCH);
    conversation.end();
    server.setblocking(false);
    let count = 0;
    for (;;) {
      const data = server.tryRecv(1024 * 1024);
      if (data === null) await setImmediate();
      else if (data.length === 0) break;
      else count += data.length;
    }
    server.sendall(`${count} bytes`);
    server.close();
    expect([await sent, await conversation.ended]).toEqual([true, null]);
    expect(String(Buffer.concat(heard))).toBe(`${MUCH.length} bytes`);
    expect(await conversation.send('more')).toBe(false);
  });

  it('refuses what it could not send when the server has ended', async () => {
    const { conversation, server } = talk();
    const sent = [conversation.send(MUCH), conversation.send('next')];
    server.shutdown(SHUT_WR);
    expect(await conversation.ended).toBeNull();
    expect(await Promise.all(sent)).toEqual([false, false]);
    expect(await conversation.send('later')).toBe(false);
  });

  it('tells of a reset', async () => {
    const { conversation, server } = talkByTcp();
    server.setLinger(0);
    server.close();
    expect(await conversation.ended).toMatchObject({ code: 'ECONNRESET', syscall: 'recv' });
  });

  it('hears the last words of a server that resets because it has not read everything', async () => {
    const { conversation, server, heard } = talkByTcp();
    await conversation.send('too much');
    server.sendall('enough');
    server.close();
    expect(await conversation.ended).toMatchObject({ code: 'ECONNRESET' });
    expect(String(Buffer.concat(heard))).toBe('enough');
  });

  it('hears the last words of a server that no longer listens, and then tells why sending failed', async () => {
    const { conversation, server, heard } = talk();
    server.sendall('too large');
    server.shutdown(0);
    const sent = conversation.send('more');
    expect(await sent).toBe(false);
    expect(await isPending(conversation.ended)).toBe(true);
    server.close();
    expect(await conversation.ended).toMatchObject({ code: 'EPIPE', syscall: 'send' });
    expect(String(Buffer.concat(heard))).toBe('too large');
  });

  it('ends by close, once, with nothing open, and settles what was pending', async () => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    const { conversation, server } = talk();
    const sent = conversation.send(MUCH);
    conversation.close();
    conversation.close();
    expect([await sent, await conversation.ended]).toEqual([false, null]);
    conversation.end();
    server.close();
    expect(opened()).toEqual([]);
  });

  it('ends when its socket is closed behind its back, also by its own listener', async () => {
    const [socket, server] = socketpair();
    owned(server).sendall('x');
    const conversation = new Conversation(socket, () => socket.close());
    expect(await conversation.ended).toBeNull();
  });

  it('takes a listener that returns anything', async () => {
    const [socket, server] = socketpair();
    const seen: Buffer[] = [];
    const conversation = owned(new Conversation(socket, (data) => void seen.push(data)));
    const numbering = (data: Buffer): number => seen.push(data);
    const [other, otherServer] = socketpair();
    const second = owned(new Conversation(other, numbering as unknown as DataListener));
    for (const one of [server, otherServer]) {
      one.sendall('a');
      one.close();
    }
    expect([await conversation.ended, await second.ended]).toEqual([null, null]);
    expect(seen.map(String)).toEqual(['a', 'a']);
  });

  it.each([[5], [null], [undefined], [{}]])('refuses to send %j', async (data) => {
    const { conversation, server } = talk();
    await expect(conversation.send(data as never)).rejects.toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
    expect(await conversation.send('still works')).toBe(true);
    expect(String(server.recv(100))).toBe('still works');
  });
});
