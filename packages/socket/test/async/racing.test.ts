// The addresses of a name are raced as RFC 8305 says: in a network of its own, whose name server is a file of this test.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { needsOwnNetwork, runInOwnNetwork } from '../../../../scripts/test/own-network.mjs';

const hosts = ['127.0.0.1 several.test', '127.0.0.2 several.test'];
const fixture = fileURLToPath(new URL('../fixtures/racing.mjs', import.meta.url));

const race = async (scenario: string): Promise<unknown> =>
  JSON.parse(await runInOwnNetwork(hosts, fixture, [scenario]));

describe('a race of addresses', needsOwnNetwork(), () => {
  it('does not wait for one that is silent: the next one is tried beside it', async () => {
    expect(await race('second')).toEqual({ to: '127.0.0.2' });
  });

  it('keeps an attempt alive while the next one is under way, however long its handshake takes', async () => {
    expect(await race('slow')).toEqual({ to: '127.0.0.1' });
  });

  it('without a delay tries one after the other', async () => {
    expect(await race('patient')).toEqual({ to: '127.0.0.1' });
  });

  it('that nobody wins tells the error of every address, and leaves nothing open', async () => {
    expect(await race('none')).toEqual({
      code: 'ECONNREFUSED',
      addresses: ['127.0.0.1', '127.0.0.2'],
      opened: [],
    });
  });

  it('that is aborted leaves nothing open', async () => {
    expect(await race('aborted')).toEqual({ reason: 'enough', opened: [] });
  });
});
