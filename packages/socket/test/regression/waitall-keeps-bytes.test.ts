import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { MSG_WAITALL } from '../../src/index.js';
import { ownedTcpPair, thrownBy } from '../support/sockets.js';

const fixture = fileURLToPath(new URL('../fixtures/interrupted-waitall.mjs', import.meta.url));

it('MSG_WAITALL returns what had arrived when a signal ends the wait; the next call is interrupted', async () => {
  const child = spawn(process.execPath, [fixture], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = text(child.stdout);
  await once(child.stdout, 'data');
  // Whether it already waits or is just about to: the signal is pending until the event loop runs.
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
