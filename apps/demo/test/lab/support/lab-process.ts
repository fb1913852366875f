// The lab as a process of its own, and its page's part played by requests.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll } from 'vitest';
import type { LabEvent } from '../../../src/lab/protocol/lab-event.js';
import { eventsPath, RUNS_PATH, TOKEN_HEADER } from '../../../src/lab/protocol/routes.js';
import { STANDARD_CONFIG } from '../../../src/lab/protocol/run-config.js';
import type { RunConfig } from '../../../src/lab/protocol/run-config.js';
import { cliPath } from '../../helpers/run.js';

const owned = new Set<ChildProcess>();

/** To be called by each file: a lab ends with its file at the latest. A process runs several files, and this module only once. */
export const labsEndWithTheFile = (): void =>
  afterAll(() => {
    for (const child of owned) child.kill('SIGINT');
    owned.clear();
  });

const OWNER = 'FDSET_LAB_TEST';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** A run that is as short as a run may be, with clients that leave the processors to others. */
export const shortConfig = (config: Partial<RunConfig>): RunConfig => ({
  ...STANDARD_CONFIG,
  clients: 3,
  thinkMs: 10,
  seconds: 2,
  ...config,
});

export class LabProcess {
  readonly port: number;
  readonly token: string;
  readonly #child: ChildProcess;
  readonly #owner: string;

  private constructor(child: ChildProcess, owner: string, port: number, token: string) {
    this.#child = child;
    this.#owner = owner;
    this.port = port;
    this.token = token;
  }

  /** Starts a lab that ends with the file. */
  static async start(): Promise<LabProcess> {
    const owner = randomUUID();
    const child = spawn(process.execPath, [cliPath, 'lab'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, [OWNER]: owner },
    });
    owned.add(child);
    const line = await firstLine(child.stdout);
    if (line === null) throw new Error('the lab has ended before it said where it is');
    const [, port] = /^the lab is at http:\/\/127\.0\.0\.1:(\d+)\/ /.exec(line) ?? [];
    const page = await ask(Number(port), '/');
    const [, token = ''] = /name="fdset-token" content="([^"]+)"/.exec(page.text) ?? [];
    return new LabProcess(child, owner, Number(port), token);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Sends a request with the token, as the page does. */
  ask(path: string, { headers = {}, ...asked }: Asked = {}): Promise<Answer> {
    return ask(this.port, path, { ...asked, headers: { [TOKEN_HEADER]: this.token, ...headers } });
  }

  post(path: string, value: unknown, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    const all = { 'content-type': 'application/json', ...headers };
    return this.ask(path, { method: 'POST', headers: all, body: JSON.stringify(value) });
  }

  /** Starts a run; returns its id. */
  async run(config: Partial<RunConfig>): Promise<string> {
    const { status, text } = await this.post(RUNS_PATH, shortConfig(config));
    if (status !== 201) throw new Error(`${status}: ${text}`);
    return (JSON.parse(text) as { runId: string }).runId;
  }

  /** All events of a run, until its stream ends; `break` leaves it. */
  async *events(runId: string, last?: number): AsyncGenerator<LabEvent> {
    const end = new AbortController();
    const url = `http://127.0.0.1:${this.port}${eventsPath(runId)}?token=${this.token}`;
    const headers = last === undefined ? {} : { 'last-event-id': String(last) };
    const { body } = await fetch(url, { headers, signal: end.signal });
    if (body === null) return;
    try {
      let text = '';
      for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) yield JSON.parse(/^data: (.*)$/m.exec(part)![1]!) as LabEvent;
      }
    } finally {
      end.abort();
    }
  }

  /** Runs to the end; returns all events. */
  async runAll(config: Partial<RunConfig>): Promise<LabEvent[]> {
    const events: LabEvent[] = [];
    for await (const event of this.events(await this.run(config))) events.push(event);
    return events;
  }

  /** Whether it still takes connections. */
  answers(): Promise<boolean> {
    return ask(this.port, '/').then(
      () => true,
      () => false,
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async exits(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  /** All processes that this lab or its children have started and that run, whoever their parent is now. */
  get descendants(): number[] {
    const entry = `${OWNER}=${this.#owner}`;
    const own = String(this.pid);
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && name !== own && environOf(name).includes(entry))
      .map(Number);
  }

  /** How many descriptors the lab has open. */
  get descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }
}

/** Null when there is none: the program has ended. */
async function firstLine(output: Readable): Promise<string | null> {
  const lines = createInterface({ input: output });
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  return line ?? null;
}

/** A process that has ended, or that is a zombie, has no environment. */
function environOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

/** Sends a request as it is; the path is not normalised, and every header can be set. */
export async function ask(port: number, path: string, asked: Asked = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = asked;
  const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
  // A body that is refused may be cut short, while the answer is on its way.
  sent.on('error', () => {});
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) text += chunk;
  return { status: response.statusCode!, headers: response.headers, text };
}
