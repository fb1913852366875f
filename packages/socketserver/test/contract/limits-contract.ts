// The contract of limits and deadlines, which only connections have.
import { expect, it } from 'vitest';
import { serving, until } from '../support/servers.js';
import type { Bench } from './server-case.js';

const REQUEST_MS = 200;

export const limitsContract = (bench: Bench): void => {
  if (!bench.isServingShown) acceptingContract(bench);
  deadlinesContract(bench);
  abortingContract(bench);
};

/** Limits that the server enforces by itself, and the time-out that is an error of the handler. */
const acceptingContract = (bench: Bench): void => {
  const { client } = bench;

  it('B: maxConnections pauses accepting, and the kernel queues whom it finds', async () => {
    const server = serving(bench.build('HoldHandler', { maxConnections: 1 }));
    const first = await bench.connect(server);
    await until(() => server.stats().active === 1);
    const second = await bench.connect(server);
    await client.send(second, 'second');
    await bench.serveBeside();
    expect(await client.tryRecv(second)).toBeNull();
    expect(server.stats()).toMatchObject({ accepted: 1, pauses: 1 });
    await client.close(first);
    expect(await client.recv(second)).toBe('SECOND');
    await client.close(second);
  });

  it('B: maxConnectionsPerPeer closes what is beyond it, and counts ends', async () => {
    const server = serving(bench.build('HoldHandler', { maxConnectionsPerPeer: 1 }));
    const first = await bench.connect(server);
    await until(() => server.stats().active === 1);
    const second = await bench.connect(server);
    // A sequential server takes the second connection when the first has gone, and then it is the only one.
    if (bench.it.strategy !== 'sequential') expect(await client.recv(second)).toBe('');
    await client.close(first);
    await until(() => server.stats().finished === 1);
    await client.close(second);
    expect(await bench.ask(server, 'third')).toBe('THIRD');
    const rejected = bench.it.strategy === 'sequential' ? 0 : 1;
    expect(server.stats()).toMatchObject({ rejected });
  });

  it('B: a client silent for idleTimeoutMs ends with an error of its handler', async () => {
    const server = bench.build('UpperHandler', { idleTimeoutMs: 20 });
    const errors = bench.errorsOf(server);
    serving(server);
    const start = performance.now();
    const socket = await bench.connect(server);
    expect(await client.recvAndClose(socket)).toBe('');
    expect(performance.now() - start).toBeGreaterThanOrEqual(19);
    await until(() => errors.length === 1);
    expect(errors[0]).toMatchObject({ phase: 'handler', error: { code: 'ETIMEDOUT' } });
    expect(server.stats().failed).toBe(1);
  });
};

/** Deadlines of single calls, which hold wherever the handler runs. */
const deadlinesContract = (bench: Bench): void => {
  const { client } = bench;
  const late = { phase: 'handler', error: { name: 'SocketTimeoutError', code: 'ETIMEDOUT' } };

  it.each(['idleTimeoutMs', 'readTimeoutMs'])(
    'B: a client that sends nothing for %s ends with an error of its handler',
    async (name) => {
      const server = bench.build('LineHandler', { [name]: 30 });
      const errors = bench.errorsOf(server);
      serving(server);
      const start = performance.now();
      const socket = await bench.connect(server);
      expect(await client.recvAndClose(socket)).toBe('');
      expect(performance.now() - start).toBeGreaterThanOrEqual(29);
      await until(() => errors.length === 1);
      expect(errors).toMatchObject([late]);
      expect(server.stats().failed).toBe(1);
    },
  );

  it('B: a client that needs longer than readTimeoutMs for a line is late, though it sends all the time', async () => {
    const server = bench.build('LineHandler', { readTimeoutMs: 60 });
    const errors = bench.errorsOf(server);
    serving(server);
    await client.trickle(server.serverAddress);
    await until(() => errors.length === 1);
    expect(errors).toMatchObject([late]);
  });

  it('B: a client that does not read for writeTimeoutMs ends with an error of its handler', async () => {
    const server = bench.build('FloodHandler', { writeTimeoutMs: 30 });
    const errors = bench.errorsOf(server);
    serving(server);
    const socket = await client.connectAndSend(server.serverAddress, '30000000');
    await until(() => errors.length === 1);
    expect(errors).toMatchObject([late]);
    await client.close(socket);
  });
};

const abortingContract = (bench: Bench): void => {
  const { client } = bench;

  it('B: a request longer than requestTimeoutMs is aborted, and the next one is served', async () => {
    // A pool's second worker has started already.
    const server = bench.build('HoldHandler', {
      requestTimeoutMs: REQUEST_MS,
      ...(bench.it.name.includes('Pool') ? { minWorkers: 2 } : {}),
    });
    const errors = bench.errorsOf(server);
    serving(server);
    const start = performance.now();
    const socket = await bench.connect(server);
    expect(await client.recvAndClose(socket).catch(() => '')).toBe('');
    expect(performance.now() - start).toBeGreaterThanOrEqual(REQUEST_MS - 1);
    await until(() => server.stats().aborted === 1);
    // On a slow machine the next request may also be too old before it is answered, but some later one is not.
    const askNext = (): Promise<string> => bench.ask(server, 'next').catch(() => '');
    // The server is closed if vitest has given up this test. Further requests would then spoil later tests.
    while ((await askNext()) !== 'NEXT' && server.state !== 'closed');
    expect(errors).toEqual([]);
  });

  it('B: serverClose aborts what is under way after graceMs, and says what', async () => {
    const server = bench.build('HoldHandler');
    const served = server.serveForever();
    const socket = await bench.connect(server);
    await until(() => server.stats().active === 1);
    const { aborted } = await server.serverClose({ graceMs: 10 });
    await served;
    expect(aborted).toHaveLength(1);
    expect(aborted[0]?.ageMs).toBeGreaterThanOrEqual(9);
    expect(server.stats()).toMatchObject({ active: 0, aborted: 1 });
    expect(await client.recvAndClose(socket).catch(() => '')).toBe('');
  });
};
