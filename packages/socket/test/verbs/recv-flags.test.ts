import { describe, expect, it } from 'vitest';
import {
  MSG_DONTWAIT,
  MSG_FASTOPEN,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  Socket,
} from '../../src/index.js';
import {
  owned,
  ownedListener,
  ownedPair,
  ownedTcpPair,
  refusedAddress,
  thrownBy,
} from '../support/sockets.js';
import { startPeer } from '../support/peer.js';

describe('flags', () => {
  it('MSG_PEEK leaves the data where it is', () => {
    const [a, b] = ownedPair();
    a.sendall('look');
    expect(b.recv(10, MSG_PEEK).toString()).toBe('look');
    expect(b.recv(10).toString()).toBe('look');
  });

  it('MSG_DONTWAIT does not wait on a blocking socket', () => {
    const [a] = ownedPair();
    expect(thrownBy(() => a.recv(1, MSG_DONTWAIT)).code).toBe('EAGAIN');
  });

  it('MSG_OOB reads the urgent byte', () => {
    const { client, server } = ownedTcpPair();
    client.sendall('a!', MSG_OOB);
    expect(server.recv(10).toString()).toBe('a');
    expect(server.recv(10, MSG_OOB).toString()).toBe('!');
    expect(thrownBy(() => server.recv(10, MSG_OOB)).code).toBe('EINVAL');
  });

  it('MSG_TRUNC on a stream throws bytes away and shows nobody else’s', () => {
    const { client, server } = ownedTcpPair();
    client.sendall('secret');
    expect(server.recv(100).toString()).toBe('secret');
    client.sendall('dropped');
    expect(server.recv(100, MSG_TRUNC).every((byte) => byte === 0)).toBe(true);
  });

  it('MSG_FASTOPEN connects and sends, waiting for the connection when it has to', () => {
    const { listener, address } = ownedListener();
    const client = owned(new Socket());
    expect(client.sendto('hello', address, MSG_FASTOPEN)).toBe(5);
    const conn = owned(listener.accept()[0]);
    expect(conn.recv(10).toString()).toBe('hello');
    expect(client.getpeername()).toEqual(address);
  });

  it('MSG_FASTOPEN to nobody is a refusal', () => {
    const client = owned(new Socket());
    const error = thrownBy(() => client.sendto('hello', refusedAddress(), MSG_FASTOPEN));
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('MSG_WAITALL of recvfrom waits for everything', async () => {
    const [a, b] = ownedPair();
    await startPeer('feed', b, { pieces: ['one', 'two', 'three'], whileBlocked: true });
    expect(a.recvfrom(11, MSG_WAITALL)[0].toString()).toBe('onetwothree');
  });

  it('MSG_WAITALL waits for everything', async () => {
    const [a, b] = ownedPair();
    await startPeer('feed', b, { pieces: ['one', 'two', 'three'], whileBlocked: true });
    expect(a.recv(11, MSG_WAITALL).toString()).toBe('onetwothree');
  });

  it('MSG_WAITALL gives what there is at the end and at the limit', async () => {
    const [a, b] = ownedPair();
    await startPeer('feed', b, { pieces: ['one'], thenWait: true });
    a.settimeout(50);
    expect(a.recv(10, MSG_WAITALL).toString()).toBe('one');
    const [c, d] = ownedPair();
    c.sendall('end');
    c.close();
    expect(d.recv(10, MSG_WAITALL).toString()).toBe('end');
  });
});
