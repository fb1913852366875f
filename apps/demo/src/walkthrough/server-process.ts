// A server of this demo in a process of its own. It is started on a free port and stopped by SIGTERM; then its report is read.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { SHORTAGE_LINE } from '../socketserver/shortage-line.js';
import type { Children } from './children.js';
import { LineReader } from './line-reader.js';

const ANY_PORT = ['--port', '0'] as const;

export class ServerProcess {
  /** NaN for a server that listens on a path. */
  readonly port: number;
  readonly pid: number;
  /** An abort ends the waiting of its clients. */
  readonly ending: AbortSignal;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: LineReader;

  private constructor(
    child: ChildProcessWithoutNullStreams,
    lines: LineReader,
    port: number,
    ending: AbortSignal,
  ) {
    this.ending = ending;
    this.#child = child;
    this.#lines = lines;
    this.port = port;
    this.pid = child.pid!;
  }

  /** Starts a server and waits until it listens. */
  static async start(
    children: Children,
    args: readonly string[],
    place: readonly string[] = ANY_PORT,
  ): Promise<ServerProcess> {
    const child = children.start([...args, ...place, '--json']);
    const name = `the ${args[0]} server`;
    // Its clients would wait for it, and for as long as they can.
    const lines = new LineReader(child, name, (stderr) => {
      const line = SHORTAGE_LINE.exec(stderr)?.[0];
      if (line !== undefined) children.fail(new Error(`${name} lacks what it needs: ${line}`));
    });
    const [, port] = /^listening on .*:(\d+)$/.exec(await lines.next()) ?? [];
    return new ServerProcess(child, lines, Number(port), children.ending);
  }

  /** Stops it where it is: it takes no processor time until it goes on. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends the server, paused or not, and returns its report, which its command prints as JSON. */
  async stop<Report>(): Promise<Report> {
    this.#child.kill('SIGTERM');
    this.goOn();
    return JSON.parse(await this.#lines.last()) as Report;
  }
}
