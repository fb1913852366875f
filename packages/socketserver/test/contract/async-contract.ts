// The contract of asynchronous handlers, which run on every class of server.
import { expect, it } from 'vitest';
import { serving } from '../support/servers.js';
import { askTls, tls } from '../support/tls.js';
import type { Bench } from './server-case.js';

const module = new URL('../fixtures/async-file-handlers.mjs', import.meta.url);

export const asyncContract = (bench: Bench): void => {
  if (bench.isStream) {
    it('V19: asynchronous files over the connection: lines in, lines out', async () => {
      const server = serving(bench.build({ module, name: 'AsyncLineHandler' }));
      expect(await bench.ask(server, 'a line\nand a half')).toBe('A LINE\nAND A HALF');
    });

    it('B: serves encrypted connections', async () => {
      const server = serving(bench.build({ module, name: 'AsyncLineHandler' }, { tls }));
      expect(await askTls(server, 'a line\nand a half')).toBe('A LINE\nAND A HALF');
    });
  } else
    it('V21: asynchronous files over a datagram: one goes back, of all that was written', async () => {
      const server = serving(bench.build({ module, name: 'AsyncPacketHandler' }));
      expect(await bench.ask(server, 'a line\nrest')).toBe('A LINE\n[re][st]');
    });
};
