// A thread that ends after it has taken a connection, and before it owns it.
import { connect } from 'node:net';
import { ThreadPoolTCPServer } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { anyPort, until } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const module = new URL('../fixtures/exiting-before-handler.mjs', import.meta.url);

const rounds = async (count: number): Promise<void> => {
  const server = new ThreadPoolTCPServer(
    anyPort,
    { module, name: 'NeverHandler' },
    { maxWorkers: 1 },
  );
  server.handleError = () => {};
  const served = server.serveForever();
  for (let round = 1; round <= count; round++) {
    const client = connect(server.serverAddress.port, '127.0.0.1').on('error', () => {});
    // The end of the connection may close the client before it is destroyed here.
    const closed = new Promise((resolve) => client.once('close', resolve));
    await until(() => server.stats().failed === round);
    client.destroy();
    await closed;
  }
  await server.serverClose();
  await served;
};

it('its connection is closed', async () => {
  await rounds(1);
  const opened = openedFromNow();
  await rounds(3);
  expect(opened()).toEqual([]);
});
