import { describe, expect, it } from 'vitest';
import { AF_INET, AF_UNIX, MSG_TRUNC, SOCK_DGRAM, Socket } from '../../src/index.js';
import type { InetAddress } from '../../src/index.js';
import { owned, thrownBy } from '../support/sockets.js';

const boundUdp = (): { socket: Socket; address: InetAddress } => {
  const socket = owned(new Socket(AF_INET, SOCK_DGRAM));
  socket.bind({ host: '127.0.0.1', port: 0 });
  return { socket, address: socket.getsockname() as InetAddress };
};

describe('recvfrom', () => {
  it('returns the datagram and its sender', () => {
    const receiver = boundUdp();
    const sender = boundUdp();
    sender.socket.sendto('ping', receiver.address);
    expect(receiver.socket.recvfrom(100)).toEqual([Buffer.from('ping'), sender.address]);
    const buffer = Buffer.alloc(10);
    sender.socket.sendto('pong', receiver.address);
    expect(receiver.socket.recvfromInto(buffer)).toEqual([4, sender.address]);
    sender.socket.sendto('', receiver.address);
    expect(receiver.socket.tryRecvfrom(10)).toEqual([Buffer.alloc(0), sender.address]);
  });

  it('cuts a datagram that is too long', () => {
    const receiver = boundUdp();
    const sender = boundUdp();
    sender.socket.sendto('0123456789', receiver.address);
    sender.socket.sendto('next', receiver.address);
    expect(receiver.socket.recvfrom(3)[0].toString()).toBe('012');
    expect(receiver.socket.recvfrom(10, MSG_TRUNC)[0].toString()).toBe('next');
  });

  it('has no address for an unbound Unix sender', () => {
    const receiver = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    receiver.bind({ path: '' });
    const sender = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    sender.sendto('anonymous', receiver.getsockname());
    expect(receiver.recvfrom(100)).toEqual([Buffer.from('anonymous'), null]);
  });

  it('K2: waits as the timeout says', () => {
    const { socket } = boundUdp();
    socket.settimeout(20);
    expect(thrownBy(() => socket.recvfrom(10)).message).toBe('recvfrom timed out after 20 ms');
    socket.settimeout(0);
    expect(thrownBy(() => socket.recvfrom(10)).code).toBe('EAGAIN');
  });
});
