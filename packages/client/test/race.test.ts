import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { needsOwnNetwork, runInOwnNetwork } from '../../../scripts/test/own-network.mjs';

const fixture = fileURLToPath(new URL('fixtures/racing.mjs', import.meta.url));

it(
  'a client waits for an address whose handshake takes long while it tries the next one',
  needsOwnNetwork(),
  async () => {
    const hosts = ['127.0.0.1 several.test', '127.0.0.2 several.test'];
    expect(await runInOwnNetwork(hosts, fixture, [])).toBe('127.0.0.1');
  },
);
