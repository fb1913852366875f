// The contract of servers with a path (PARITY K13).
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { AF_UNIX, SOCK_DGRAM, SOCK_STREAM, Socket } from '@fdset/socket';
import { expect, it } from 'vitest';
import { freshPath, serving } from '../support/servers.js';
import type { Bench } from './server-case.js';

export const unixContract = (bench: Bench): void => {
  const path = (): string => String(freshPath().path);

  it('K13: the file has the mode asked for, and goes with the server', async () => {
    for (const mode of [0o600, 0o666]) {
      const address = { path: path() };
      const server = bench.build(undefined, { mode }, address);
      expect(statSync(address.path).mode & 0o777).toBe(mode);
      await server.serverClose();
      expect(existsSync(address.path)).toBe(false);
    }
  });

  it('K13: a stale file is replaced, a served one and one that is no socket are not', async () => {
    const address = { path: path() };
    const dead = new Socket(AF_UNIX, bench.isStream ? SOCK_STREAM : SOCK_DGRAM);
    dead.bind(address);
    dead.close();
    const server = serving(bench.build(undefined, {}, address));
    expect(await bench.ask(server, 'reclaimed')).toBe('RECLAIMED');
    expect(() => bench.build(undefined, {}, address)).toThrow(/EADDRINUSE/);
    expect(await bench.ask(server, 'still here')).toBe('STILL HERE');
    const file = { path: path() };
    writeFileSync(file.path, 'precious');
    expect(() => bench.build(undefined, {}, file)).toThrow(/EADDRINUSE/);
    expect(existsSync(file.path)).toBe(true);
  });

  it("K13: a file that is another server's by now stays", async () => {
    const address = { path: path() };
    const old = bench.build(undefined, {}, address);
    renameSync(address.path, `${address.path}.old`);
    const young = serving(bench.build(undefined, {}, address));
    await old.serverClose();
    expect(await bench.ask(young, 'mine')).toBe('MINE');
  });
};
