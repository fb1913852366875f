// The demo's client in a process of its own, which gets lines and returns answers through pipes.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Children } from './children.js';
import { LineReader } from './line-reader.js';

export class ClientProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: LineReader;
  readonly #exit: Promise<unknown>;

  private constructor(child: ChildProcessWithoutNullStreams, lines: LineReader) {
    this.#child = child;
    this.#lines = lines;
    this.#exit = once(child, 'exit');
  }

  /** Starts a client and waits until it is connected; the server need not have accepted it for that. */
  static async start(children: Children, port: number): Promise<ClientProcess> {
    const child = children.start(['client', '--port', String(port), '--verbose']);
    const client = new ClientProcess(child, new LineReader(child, 'a client'));
    // The first output on stderr is `connected to`, or the error that `ask` then reports.
    await Promise.race([once(child.stderr, 'data'), client.#exit]);
    return client;
  }

  /** Sends a line; returns the answer and how long it took. */
  async ask(line: string): Promise<{ reply: string; tookMs: number }> {
    const askedAt = performance.now();
    this.#child.stdin.write(`${line}\n`);
    const reply = await this.#lines.next();
    return { reply, tookMs: performance.now() - askedAt };
  }

  /** Ends the client's input and waits until it has left. */
  async leave(): Promise<void> {
    this.#child.stdin.end();
    await this.#exit;
  }
}
