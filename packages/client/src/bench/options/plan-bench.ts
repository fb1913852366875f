// From the command line to a plan: every option is checked before anything is connected.
import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import { showValue } from '@fdset/posix';
import { isDatagram, keepsBorders } from '../../url/endpoint.js';
import type { Endpoint } from '../../url/endpoint.js';
import { parseUrl } from '../../url/parse-url.js';
import type { LoadPlan, TlsPlan } from '../load-plan.js';
import { parseCondition } from './conditions.js';
import type { Condition } from './conditions.js';
import { checkDescriptors } from './descriptor-limit.js';
import { chooseExpectation } from './expectation.js';
import type { Expectation } from './expectation.js';
import { chooseFraming } from './framings.js';
import { choosePayload } from './payload.js';
import { parseCount, parseRate, parseSpanMs, parseWaitMs } from './quantities.js';
import { UsageError } from '../../command/usage-error.js';

/** The options as commander gives them. */
export interface BenchOptions {
  readonly connections: string;
  readonly duration: string;
  readonly warmup: string;
  readonly timeout: string;
  readonly pipeline: string;
  readonly think?: string;
  readonly interval?: string;
  readonly rate?: string;
  readonly steps?: string;
  readonly threads?: string;
  readonly size?: string;
  readonly payload?: string;
  readonly framing?: string;
  readonly expect?: string;
  readonly reconnectEach?: boolean;
  readonly failIf?: readonly string[];
  readonly json?: boolean;
  readonly ca?: string;
  readonly servername?: string;
  readonly insecure?: boolean;
}

/** Everything but what is known only when the server was asked: its addresses, and perhaps how long an answer is. */
export interface BenchPlan {
  readonly endpoint: Endpoint;
  readonly load: Omit<LoadPlan, 'addresses' | 'answer'>;
  readonly expectation: Expectation;
  /** The rates of the runs; one of null is a closed loop. */
  readonly rates: readonly (number | null)[];
  readonly isStepping: boolean;
  readonly conditions: readonly Condition[];
  readonly isJson: boolean;
  /** How often a line of JSON tells what was measured since the one before; null without such lines. */
  readonly intervalMs: number | null;
}

const MOST_CONNECTIONS = 1_000_000;
const MOST_PIPELINE = 10_000;
const MOST_THREADS = 64;
/** Each line reads all the histograms, which takes some 50 us for each thread. */
const LEAST_INTERVAL_MS = 10;

/** @throws {UsageError} @throws as `parseUrl` */
export function planBench(url: string, options: BenchOptions): BenchPlan {
  const endpoint = endpointOf(url);
  const connections = parseCount(options.connections, '--connections', MOST_CONNECTIONS);
  const pipeline = pipelineOf(options, endpoint);
  const framing = framingOf(options, endpoint);
  const message = choosePayload(options.payload, options.size);
  const asked = { manner: endpoint, payload: message, framing, pipeline };
  checkDescriptors(connections);
  return {
    endpoint,
    expectation: chooseExpectation(options.expect, asked),
    ...ratesOf(options),
    conditions: (options.failIf ?? []).map(parseCondition),
    ...outputOf(options),
    load: {
      url: endpoint.url,
      manner: mannerOf(endpoint),
      connections,
      threads: threadsOf(options.threads, connections),
      ...timesOf(options),
      rate: null,
      payload: framing === null ? message : framing.encode(message),
      pipeline,
      isReconnecting: options.reconnectEach === true,
      tls: tlsOf(options, endpoint),
    },
  };
}

function endpointOf(url: string): Endpoint {
  try {
    return parseUrl(url);
  } catch (error) {
    if (typeof (error as { code?: unknown }).code !== 'string') throw error;
    throw new UsageError((error as Error).message);
  }
}

const mannerOf = ({ scheme, type, isUnix, isEncrypted }: Endpoint): LoadPlan['manner'] => ({
  scheme,
  type,
  isUnix,
  isEncrypted,
});

function pipelineOf(options: BenchOptions, endpoint: Endpoint): number {
  const pipeline = parseCount(options.pipeline, '--pipeline', MOST_PIPELINE);
  if (pipeline === 1) return 1;
  if (options.reconnectEach === true)
    throw new UsageError(
      '--reconnect-each has one request on each connection: leave --pipeline out',
    );
  if (isDatagram(endpoint))
    throw new UsageError(
      `--pipeline is not for ${endpoint.scheme}: of lost datagrams nothing tells which request they answered`,
    );
  return pipeline;
}

const timesOf = (
  options: BenchOptions,
): Pick<LoadPlan, 'durationMs' | 'warmupMs' | 'timeoutMs' | 'thinkMs'> => ({
  durationMs: parseSpanMs(options.duration, '--duration'),
  warmupMs: parseWaitMs(options.warmup, '--warmup'),
  timeoutMs: parseSpanMs(options.timeout, '--timeout'),
  thinkMs: thinkOf(options),
});

function thinkOf({ think, rate, steps, pipeline }: BenchOptions): number {
  if (think === undefined) return 0;
  const thinkMs = parseWaitMs(think, '--think');
  const other = rate !== undefined ? '--rate' : steps !== undefined ? '--steps' : null;
  if (other !== null)
    throw new UsageError(
      `--think pauses between an answer and the next request, and ${other} has requests that no answer delays: leave one of them out`,
    );
  if (pipeline === '1') return thinkMs;
  throw new UsageError('--think is for one request at a time: leave --pipeline out');
}

function outputOf({ interval, json }: BenchOptions): Pick<BenchPlan, 'isJson' | 'intervalMs'> {
  const isJson = json === true;
  if (interval === undefined) return { isJson, intervalMs: null };
  const intervalMs = parseSpanMs(interval, '--interval');
  if (!isJson) throw new UsageError('--interval writes lines of JSON, so it needs --json');
  if (intervalMs >= LEAST_INTERVAL_MS) return { isJson, intervalMs };
  throw new UsageError(`--interval is at least ${LEAST_INTERVAL_MS}ms, not ${showValue(interval)}`);
}

function framingOf({ framing }: BenchOptions, endpoint: Endpoint): BenchFraming {
  if (framing === undefined) return null;
  if (keepsBorders(endpoint))
    throw new UsageError(`${endpoint.scheme} keeps messages apart itself: leave --framing out`);
  return chooseFraming(framing);
}

type BenchFraming = ReturnType<typeof chooseFraming> | null;

function ratesOf({ rate, steps }: BenchOptions): Pick<BenchPlan, 'rates' | 'isStepping'> {
  if (steps === undefined)
    return { rates: [rate === undefined ? null : parseRate(rate, '--rate')], isStepping: false };
  if (rate !== undefined)
    throw new UsageError('--steps has the rates of its runs: leave --rate out');
  const rates = steps.split(',').map((one) => parseRate(one.trim(), '--steps'));
  const isRising = rates.every((one, index) => index === 0 || one > (rates[index - 1] as number));
  if (isRising && rates.length > 1) return { rates, isStepping: true };
  throw new UsageError(`--steps is rising rates such as 1k,2k,5k, not ${showValue(steps)}`);
}

function threadsOf(text: string | undefined, connections: number): number {
  // One core for each two: the server needs the others where it runs beside.
  const fitting = Math.max(1, Math.floor(availableParallelism() / 2));
  const threads =
    text === undefined ? Math.min(fitting, 4) : parseCount(text, '--threads', MOST_THREADS);
  return Math.min(threads, connections);
}

function tlsOf(options: BenchOptions, { isEncrypted, url }: Endpoint): TlsPlan | null {
  const { ca, servername, insecure = false } = options;
  if (isEncrypted) {
    return {
      ...(ca === undefined ? {} : { ca: certificate(ca) }),
      ...(servername === undefined ? {} : { servername }),
      rejectUnauthorized: !insecure,
    };
  }
  const given =
    ca !== undefined ? '--ca' : servername !== undefined ? '--servername' : '--insecure';
  if (ca === undefined && servername === undefined && !insecure) return null;
  throw new UsageError(`${given} is for tls://HOST:PORT, not for ${url}`);
}

function certificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--ca cannot read ${showValue(path)}: ${code}`);
  }
}
