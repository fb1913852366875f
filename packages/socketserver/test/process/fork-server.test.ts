import { existsSync } from 'node:fs';
import { ForkingTCPServer, subscribe } from '@fdset/socketserver';
import type { ForkingOptions, ServerEvents, StartMethod } from '@fdset/socketserver';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isExhaustive, someOf } from '../../../../scripts/test/exhaustive.mjs';
import { startClient } from '../support/client.js';
import { Quiet, endsOf, shared } from '../support/forking.js';
import { forkServersOf } from '../support/processes.js';
import { anyPort, serving, thrownBy, until } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const fixture = (file: string): URL => new URL(`../fixtures/${file}`, import.meta.url);
const handler = { module: fixture('fork-handlers.mjs'), name: 'ForkHandler' };
const upper = { module: fixture('handlers.mjs'), name: 'UpperHandler' };
const client = startClient();

const forkServers = (): number[] => forkServersOf(process.pid);

// Each test runs with each start method, because a user who changes that one word must see no difference. Each spawned
// child starts a Node, so `npm test` spawns children for a few tests only, with one for each kind of end.
const spawnedCan = ['net'];
const spawnedEnds = ['natural', 'uncaught', 'unsettled', 'kill'];
const KILLS = isExhaustive ? 3 : 1;

describe.each<StartMethod>(['forkserver', 'spawn'])('a child of %s', (startMethod) => {
  const start = (options: ForkingOptions = {}) =>
    new Quiet(anyPort, handler, { startMethod, spareChildren: 0, ...options });

  const isForked = startMethod === 'forkserver';
  const those = <Case extends readonly [string, ...unknown[]]>(all: Case[], spawned: string[]) =>
    isForked
      ? all
      : someOf(
          all,
          all.filter(([word]) => spawned.includes(word)),
        );

  describe('with one request', () => {
    const one = shared(start);
    const deeds: [string, string][] = [
      ['timers', 'timers'],
      ['fs', 'true'],
      ['dns', '127.0.0.1'],
      ['net', 'net'],
      ['gc', 'collected'],
    ];
    const wordsAndEnds: [string, string, string | null][] = [
      ['return', 'ok', null],
      ['natural', 'ok', null],
      ['exitCode', 'ok', 'exit code 8'],
      ['exit later', 'ok', 'exit code 9'],
      ['beforeExit', 'ok', 'exit code 12'],
      ['exitListener', 'ok', 'exit code 14'],
      ['exit', '', 'exit code 7'],
      ['uncaught', '', 'exit code 1'],
      ['reject', '', 'exit code 1'],
      ['caught', '', 'exit code 11'],
      ['unsettled', '', 'exit code 13'],
      ['abort', '', 'SIGABRT'],
      ['kill', '', 'SIGKILL'],
      ['terminate', '', 'SIGTERM'],
    ];

    it.each(those(deeds, spawnedCan))(
      'can do asynchronous work and collect garbage: %s',
      async (word, answer) => {
        const { server } = one;
        expect(await client.exchange(server.serverAddress, word)).toBe(answer);
        expect(server.errors).toEqual([]);
      },
    );

    it.each(those(wordsAndEnds, spawnedEnds))('ends by %s', async (word, answer, end) => {
      const { server, ends } = one;
      expect(await client.exchange(server.serverAddress, word).catch(() => '')).toBe(answer);
      await until(() => ends.length > 0);
      expect(ends[0]).toBe(end === null ? null : `the process of the handler ended (${end})`);
      // An end after the answer is not the request's error.
      expect(server.errors.map(({ phase }) => phase)).toEqual(answer === '' ? ['worker'] : []);
    });

    it('V4: ends after a handler that threw, whose error is reported here', async () => {
      const { server, ends } = one;
      expect(await client.exchange(server.serverAddress, 'throw')).toBe('');
      await until(() => ends.length > 0);
      expect(server.errors).toEqual([{ message: 'asked to throw', phase: 'handler' }]);
      expect(ends).toEqual([null]);
    });

    if (!isForked && !isExhaustive) return;
    it('knows its own process id and draws random numbers of its own', async () => {
      const { server } = one;
      const pids = new Set<number>();
      const drawn = new Set<unknown>();
      for (let i = 0; i < 2; i++) {
        const [pid] = (await client.exchange(server.serverAddress, 'pid')).split(' ').map(Number);
        pids.add(pid ?? 0);
        const random = await client.exchange(server.serverAddress, 'random');
        for (const value of JSON.parse(random) as unknown[]) drawn.add(value);
      }
      expect(pids.size).toBe(2);
      expect(pids).not.toContain(process.pid);
      expect(drawn.size).toBe(8);
    });
  });

  it('is told to end by serverClose, whatever it does, and nothing is left', async () => {
    const opened = openedFromNow();
    const server = start();
    const served = server.serveForever();
    const socket = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    const children = server.activeChildren;
    const { aborted } = await server.serverClose({ graceMs: 0 });
    await served;
    expect(aborted).toHaveLength(1);
    expect(children.some((pid) => existsSync(`/proc/${pid}`))).toBe(false);
    expect(forkServers()).toEqual([]);
    await client.close(socket);
    expect(opened()).toEqual([]);
  });
});

describe('the fork server', () => {
  it('forks: its children have it for a parent, and what it had loaded', async () => {
    const server = serving(new Quiet(anyPort, handler, { spareChildren: 0 }));
    const [pid, loadedIn, parent] = (await client.exchange(server.serverAddress, 'pid'))
      .split(' ')
      .map(Number);
    expect(parent).toBe(loadedIn);
    expect(forkServers()).toContain(parent);
    expect(pid).not.toBe(parent);
    const first = await client.exchange(server.serverAddress, 'ahead');
    expect(await client.exchange(server.serverAddress, 'ahead')).toBe(first);
  });

  it('that is killed is started again; its live children finish', async () => {
    const server = serving(new Quiet(anyPort, upper, { spareChildren: 0 }));
    const ends = endsOf(server);
    const socket = await client.connect(server.serverAddress);
    await client.send(socket, 'before');
    expect(await client.recv(socket)).toBe('BEFORE');
    const [killed] = forkServers();
    process.kill(killed ?? 0, 'SIGKILL');
    await until(() => !forkServers().includes(killed ?? 0));
    expect(await client.exchange(server.serverAddress, 'after')).toBe('AFTER');
    await client.send(socket, 'still');
    expect(await client.recv(socket)).toBe('STILL');
    await client.close(socket);
    await until(() => server.stats().finished === 2 && server.activeChildren.length === 0);
    expect(server.errors).toEqual([]);
    // Beside a child whose start takes far longer than that of the last one, another one is started.
    expect(ends.length).toBeGreaterThanOrEqual(2);
    expect(forkServers()).toHaveLength(1);
  });

  it('that is killed takes no request with it that was on its way', async () => {
    const server = serving(new Quiet(anyPort, upper, { spareChildren: 0 }));
    expect(await client.exchange(server.serverAddress, 'warm')).toBe('WARM');
    for (let i = 0; i < KILLS; i++) {
      const [killed] = forkServers();
      const answer = client.exchange(server.serverAddress, `request ${i}`);
      if (killed !== undefined) process.kill(killed, 'SIGKILL');
      expect(await answer).toBe(`REQUEST ${i}`);
    }
    expect(server.errors).toEqual([]);
  });

  it('that is killed while it starts again takes no request with it', async () => {
    const server = serving(new Quiet(anyPort, upper, { spareChildren: 0 }));
    expect(await client.exchange(server.serverAddress, 'warm')).toBe('WARM');
    const [first] = forkServers();
    process.kill(first ?? 0, 'SIGKILL');
    await until(() => !forkServers().includes(first ?? 0));
    const answer = client.exchange(server.serverAddress, 'request');
    await until(() => forkServers().length > 0);
    process.kill(forkServers()[0] ?? 0, 'SIGKILL');
    expect(await answer).toBe('REQUEST');
    expect(server.errors).toEqual([]);
  });

  it('that is stopped does not hold up closing', async () => {
    const server = new Quiet(anyPort, upper, { spareChildren: 0 });
    const served = server.serveForever();
    expect(await client.exchange(server.serverAddress, 'x')).toBe('X');
    for (const pid of forkServers()) process.kill(pid, 'SIGSTOP');
    await server.serverClose();
    await served;
    expect(forkServers()).toEqual([]);
  });

  it('that is stopped with requests on their way does not hold up closing with a deadline', async () => {
    const opened = openedFromNow();
    const server = new Quiet(anyPort, upper, { spareChildren: 1 });
    const served = server.serveForever();
    expect(await client.exchange(server.serverAddress, 'x')).toBe('X');
    await until(() => server.activeChildren.length === 1);
    for (const pid of forkServers()) process.kill(pid, 'SIGSTOP');
    const sockets = [];
    for (let i = 0; i < 3; i++) sockets.push(await client.connect(server.serverAddress));
    await until(() => server.stats().active === 3);
    const { aborted } = await server.serverClose({ graceMs: 0 });
    await served;
    expect(aborted).toHaveLength(3);
    expect(server.stats()).toMatchObject({ active: 0, aborted: 3 });
    expect(forkServers()).toEqual([]);
    for (const socket of sockets) await client.close(socket);
    expect(opened()).toEqual([]);
  });

  it('starts with the flags of this process, but for a debugger', async () => {
    const own = process.execArgv;
    process.execArgv = [...own, '--inspect=0', '--stack-size=900'];
    onTestFinished(() => void (process.execArgv = own));
    const server = serving(new Quiet(anyPort, handler));
    const flags = JSON.parse(
      await client.exchange(server.serverAddress, 'environment'),
    ) as string[];
    expect(flags).toContain('--stack-size=900');
    expect(flags).not.toContain('--inspect=0');
  });

  it('that cannot work is replaced by spawning, and an event says why', async () => {
    const own = process.execArgv;
    // The fork server ends before its first fork.
    const noForks = fixture('no-forks.mjs').href;
    process.execArgv = [...own, '--import', noForks];
    onTestFinished(() => void (process.execArgv = own));
    const events: ServerEvents['fdset:server:fallback'][] = [];
    const server = new Quiet(anyPort, upper, { spareChildren: 0 });
    subscribe('fdset:server:fallback', (event) => events.push(event), server);
    serving(server);
    expect(await client.exchange(server.serverAddress, 'x')).toBe('X');
    expect(events).toHaveLength(1);
    expect(events[0]?.server).toBe(server);
    expect(events[0]?.error).toBeInstanceOf(Error);
    expect(forkServers()).toEqual([]);
  });

  it('a start method that does not exist is refused', () => {
    const opened = openedFromNow();
    const startMethod = 'fork' as StartMethod;
    const error = thrownBy(() => new ForkingTCPServer(anyPort, upper, { startMethod }));
    expect(error).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
    expect((error as Error).message).toMatch(/'forkserver' or 'spawn'/);
    expect(opened()).toEqual([]);
  });
});
