import { serve } from '../../support/peers.js';
import type { Running } from '../../support/run-fdset.js';
import { silent } from './bench-servers.js';
import { startBench } from './bench.js';

/** Starts a bench of a server that says nothing; resolves when the server was asked. */
export const startAsking = async (scheme: string, ...args: string[]): Promise<Running> => {
  let hear = (): void => {};
  const asked = new Promise<void>((resolve) => (hear = resolve));
  const { url } = serve(async (conn) => {
    await conn.recv(1);
    hear();
    await silent(conn);
  });
  const running = startBench(url.replace('tcp:', scheme), '--timeout', '10m', ...args);
  await asked;
  return running;
};
