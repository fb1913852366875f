// The addresses of a name are raced as RFC 8305 says: in a network of its own, whose name server is a file of this test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';

const HOSTS = '127.0.0.1 several.test\n127.0.0.2 several.test\n';
const fixture = fileURLToPath(new URL('../fixtures/racing.mjs', import.meta.url));
const inOwnNetwork = ['--map-root-user', '--net', '--mount', 'sh', '-c'];
const setUp = 'mount --bind "$0" /etc/hosts && ip link set lo up && exec "$@"';

const hasOwnNetworks =
  spawnSync('unshare', [...inOwnNetwork, 'mount --bind /etc/hosts /etc/hosts && ip link set lo up'])
    .status === 0;

const race = (scenario: string): unknown => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-racing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, HOSTS);
  const args = [...inOwnNetwork, setUp, hosts, process.execPath, fixture, scenario];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
};

describe('a race of addresses', needsThat(hasOwnNetworks, 'needs unshare and ip'), () => {
  it('does not wait for one that is silent: the next one is tried beside it', () => {
    expect(race('second')).toEqual({ to: '127.0.0.2' });
  });

  it('keeps an attempt alive while the next one is under way, however long its handshake takes', () => {
    expect(race('slow')).toEqual({ to: '127.0.0.1' });
  });

  it('without a delay tries one after the other', () => {
    expect(race('patient')).toEqual({ to: '127.0.0.1' });
  });

  it('that nobody wins tells the error of every address, and leaves nothing open', () => {
    expect(race('none')).toEqual({
      code: 'ECONNREFUSED',
      addresses: ['127.0.0.1', '127.0.0.2'],
      opened: [],
    });
  });

  it('that is aborted leaves nothing open', () => {
    expect(race('aborted')).toEqual({ reason: 'enough', opened: [] });
  });
});
