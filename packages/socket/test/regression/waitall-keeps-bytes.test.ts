import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { MSG_WAITALL } from '../../src/index.js';
import { ownedPair, ownedTcpPair, thrownBy } from '../support/sockets.js';

const fixture = fileURLToPath(new URL('../fixtures/interrupted-waitall.mjs', import.meta.url));

it('MSG_WAITALL returns what had arrived when a signal ends the wait; the next call is interrupted', async () => {
  const child = spawn(process.execPath, [fixture], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = text(child.stdout);
  await once(child.stdout, 'data');
  // The child may already wait or not yet. In both cases the signal stays pending until the event loop runs.
  child.kill('SIGINT');
  await once(child, 'exit');
  expect(await output).toBe('blocking\nreceived half\nEINTR\n');
});

it('MSG_WAITALL returns what had arrived before the peer reset; the next call reports the reset', () => {
  const { client, server } = ownedTcpPair();
  server.sendall('half');
  server.setLinger(0);
  server.close();
  expect(client.recv(8, MSG_WAITALL).toString()).toBe('half');
  expect(thrownBy(() => client.recv(8)).code).toBe('ECONNRESET');
});

it('MSG_WAITALL for 2 GiB gives what had arrived, and leaves the next call its room', () => {
  const [socket, peer] = ownedPair();
  socket.settimeout(1);
  const long = Buffer.alloc(20_000, 'long');
  for (const part of [Buffer.from('half'), long]) {
    peer.sendall(part);
    expect(socket.recv(2 ** 31 - 1, MSG_WAITALL).equals(part)).toBe(true);
    peer.sendall(long);
    expect(socket.recv(long.length).equals(long)).toBe(true);
  }
});
