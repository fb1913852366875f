// The load generators: the command of each, and what its output says.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { nativeProgram } from '../harness/native.mjs';

const fdset = fileURLToPath(import.meta.resolve('@fdset/client')).replace(/index\.js$/, 'fdset.js');

const NS_PER_MS = 1e6;
const NS_PER_SECOND = 1e9;

const cGenerator = () => ({
  command: ({ load, times, address, serverPid }) => [
    nativeProgram('echo-load'),
    `--port=${address}`,
    `--connections=${load.connections}`,
    `--size=${load.size}`,
    `--depth=${load.depth}`,
    `--warmup-ms=${times.warmupMs}`,
    `--measure-ms=${times.measureMs}`,
    `--pid=${serverPid}`,
  ],
  figures: (output) => {
    const { requests, p50Ns, p99Ns, measured } = JSON.parse(output);
    return {
      perSecond: requests / measured.seconds,
      cpuNsPerRequest: measured.load.cpuNs / requests,
      loadBusy: measured.load.cpuNs / NS_PER_SECOND / measured.seconds,
      p50Ns,
      p99Ns,
    };
  },
});

// What wrk sends to the same address. The file is read when the generator starts, so one for all trials is enough.
const folder = mkdtempSync(join(tmpdir(), 'fdset-generators-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const requestFile = (address) => {
  const file = join(folder, 'request');
  writeFileSync(file, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${address}\r\n\r\n`);
  return file;
};

const asked = {
  echo: ({ load }) => ['--size', load.size, '--pipeline', load.depth],
  nginx: ({ address }) => ['--payload', `@${requestFile(address)}`, '--framing', 'fixed'],
  'redis-server': ({ load }) => `--payload PING --framing crlf --pipeline ${load.depth}`.split(' '),
};

const fdsetBench = ({ node }) => ({
  command: (trial) => {
    const { load, times, address } = trial;
    const url = `tcp://127.0.0.1:${address}`;
    const span = `--warmup ${times.warmupMs}ms --duration ${times.measureMs}ms`;
    const common = `--json --threads 1 --connections ${load.connections} ${span}`.split(' ');
    return [node.path, fdset, 'bench', url, ...common, ...asked[load.server](trial).map(String)];
  },
  // It says with 3 that it was the limit, which is no failure where two generators are compared.
  exitCodes: [0, 3],
  figures: (output) => {
    const [{ achievedRate, latency, threads, errors }] = JSON.parse(output).runs;
    if (errors.total > 0) throw new Error(`fdset bench: ${JSON.stringify(errors.byKind)}`);
    return {
      perSecond: achievedRate,
      cpuNsPerRequest: (threads[0].busy * NS_PER_SECOND) / achievedRate,
      loadBusy: threads[0].busy,
      p50Ns: latency.p50Ms * NS_PER_MS,
      p99Ns: latency.p99Ms * NS_PER_MS,
    };
  },
});

const seconds = ({ warmupMs, measureMs }) => Math.ceil((warmupMs + measureMs) / 1000);

const wrkNs = (text) => {
  const [, number, unit] = /^([\d.]+)(us|ms|s)$/.exec(text);
  return Number(number) * { us: 1e3, ms: 1e6, s: 1e9 }[unit];
};

const wrk = () => ({
  command: ({ load, times, address }) =>
    `wrk --threads 1 --connections ${load.connections} --latency --duration ${seconds(times)}s http://127.0.0.1:${address}/`.split(
      ' ',
    ),
  figures: (output) => {
    const percentile = (name) => wrkNs(new RegExp(`^\\s+${name}%\\s+(\\S+)`, 'm').exec(output)[1]);
    const perSecond = Number(/^Requests\/sec:\s+([\d.]+)/m.exec(output)[1]);
    return { perSecond, p50Ns: percentile(50), p99Ns: percentile(99) };
  },
});

/** It takes a number of requests instead of a time: about as many as it makes in it. */
const REDIS_PER_SECOND = 100_000;

const redisBenchmark = () => ({
  command: ({ load, times, address }) => {
    const requests = seconds(times) * REDIS_PER_SECOND * load.depth;
    const what = `-t ping_inline -c ${load.connections} -P ${load.depth} -n ${requests}`;
    return `redis-benchmark -p ${address} ${what} --csv`.split(' ');
  },
  figures: (output) => {
    const row = output
      .trim()
      .split('\n')
      .at(-1)
      .split(',')
      .map((one) => one.replaceAll('"', ''));
    const [, perSecond, , , p50, , p99] = row.map(Number);
    return { perSecond, p50Ns: p50 * NS_PER_MS, p99Ns: p99 * NS_PER_MS };
  },
});

/** Each with how it is made for the programs that are there. */
export const generators = [
  { id: 'c-generator', label: 'C generator', make: cGenerator },
  { id: 'fdset-bench', label: 'fdset bench', ours: true, make: fdsetBench },
  { id: 'wrk', label: 'wrk', make: wrk },
  { id: 'redis-benchmark', label: 'redis-benchmark', make: redisBenchmark },
];
