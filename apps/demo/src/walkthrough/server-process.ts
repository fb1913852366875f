// A server of this demo in a process of its own: started on a free port, stopped by SIGTERM, its report read.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { ServerReport } from '../servers/tally.js';
import type { Children } from './children.js';
import { LineReader } from './line-reader.js';

export class ServerProcess {
  readonly port: number;
  readonly pid: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: LineReader;

  private constructor(child: ChildProcessWithoutNullStreams, lines: LineReader, port: number) {
    this.#child = child;
    this.#lines = lines;
    this.port = port;
    this.pid = child.pid!;
  }

  /** Starts a server and waits until it listens. */
  static async start(children: Children, args: readonly string[]): Promise<ServerProcess> {
    const child = children.start([...args, '--port', '0', '--json']);
    const lines = new LineReader(child, `the ${args[0]} server`);
    const [, port] = /^listening on .*:(\d+)$/.exec(await lines.next()) ?? [];
    return new ServerProcess(child, lines, Number(port));
  }

  /** Ends the server and returns what it counted. */
  async stop(): Promise<ServerReport> {
    this.#child.kill('SIGTERM');
    return JSON.parse(await this.#lines.last()) as ServerReport;
  }
}
