// A program in a network of its own, where names have the addresses that a test gives them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { needsThat } from './needs.mjs';

const own = ['--map-root-user', '--net', '--mount', 'sh', '-c'];
const setUp = 'mount --bind "$0" /etc/hosts && ip link set lo up && exec "$@"';

const isAllowed = () =>
  spawnSync('unshare', [...own, 'mount --bind /etc/hosts /etc/hosts && ip link set lo up'])
    .status === 0;

/** Skips tests where there may be no such network. */
export const needsOwnNetwork = () => needsThat(isAllowed(), 'needs unshare and ip');

/**
 * Runs a module of Node to its end; resolves to its output.
 * @param hosts - the lines of /etc/hosts
 */
export const runInOwnNetwork = async (hosts, module, args) => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-network-'));
  try {
    const file = join(folder, 'hosts');
    writeFileSync(file, hosts.map((line) => `${line}\n`).join(''));
    const child = spawn('unshare', [...own, setUp, file, process.execPath, module, ...args]);
    const output = [];
    const errors = [];
    child.stdout.on('data', (data) => output.push(data));
    child.stderr.on('data', (data) => errors.push(data));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(Buffer.concat(errors).toString());
    return Buffer.concat(output).toString();
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/**
 * A listener whose queue is full, so that the kernel drops the SYN of whoever else connects, until `drain`: it is sent again after a
 * second, and the handshake takes that long.
 * @param sockets - `Socket`, `createListener` and `AF_INET` of @fdset/socket
 */
export const silentListener = ({ Socket, createListener, AF_INET }, host, port = 0) => {
  const listener = createListener({ host, port }, { backlog: 0 });
  listener.setblocking(false);
  const address = listener.getsockname();
  const filling = Array.from({ length: 3 }, () => {
    const one = new Socket(AF_INET);
    one.setblocking(false);
    one.connectEx(address);
    return one;
  });
  const drain = () => {
    for (const one of filling) one.close();
    for (let found = listener.tryAccept(); found !== null; found = listener.tryAccept())
      found[0].close();
  };
  return { port: address.port, drain };
};
