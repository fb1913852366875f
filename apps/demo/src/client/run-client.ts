// The document's client (4.6.2.3): it repeatedly asks for a line, sends it, and prints the answer. It connects, then passes lines
// (line-source.ts) to the dialogue (dialogue.ts) until either side ends.
import { relative } from 'node:path';
import { ClientError, connectSync } from '@fdset/client';
import { describeAddress } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { UserError } from '../user-error.js';
import { Dialogue } from './dialogue.js';
import type { LineSource } from './line-source.js';
import { PipedLines } from './piped-lines.js';
import { TerminalLines } from './terminal-lines.js';

export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  readonly verbose: boolean;
}

/** Runs the client and returns its exit code, which is 1 if the server ended the conversation before all lines were answered. */
export async function runClient(options: ClientOptions): Promise<number> {
  const dialogue = new Dialogue(connect(options));
  if (options.verbose) process.stderr.write(`connected to ${describeAddress(options)}\n`);
  const lines = process.stdin.isTTY ? new TerminalLines() : new PipedLines();
  try {
    const end = await converse(dialogue, lines);
    if (end === null) return 0;
    const { lines: read, isAll } = await lines.count();
    const unanswered = read - end.answered;
    // The cursor leaves the line of the prompt.
    lines.close();
    reportEnd(options, end.why, unansweredText(unanswered, isAll));
    return unanswered === 0 ? 0 : 1;
  } finally {
    lines.close();
    dialogue.close();
  }
}

interface End {
  readonly why: string;
  /** How many lines were answered. */
  readonly answered: number;
}

/** Returns how the server ended the conversation, or null when the user did. */
async function converse(dialogue: Dialogue, lines: LineSource): Promise<End | null> {
  const givenUp = lines.givenUp.then(() => null);
  const serverLeft = dialogue.ended.then(() => undefined);
  for (let answered = 0; ; answered++) {
    const message = await Promise.race([lines.next(), givenUp, serverLeft]);
    if (message === null) return null;
    if (message === undefined) return { why: await dialogue.ended, answered };
    const reply = await Promise.race([dialogue.ask(message), givenUp, serverLeft]);
    if (reply === null) return null;
    if (reply === undefined) return { why: await dialogue.ended, answered };
    process.stdout.write(Buffer.concat([reply, Buffer.from('\n')]));
  }
}

function reportEnd(options: ClientOptions, why: string, unanswered: string): void {
  const server = describeAddress(options);
  process.stderr.write(`the server at ${server} closed the connection (${why})${unanswered}\n`);
}

function unansweredText(count: number, isAll: boolean): string {
  if (count === 0) return '';
  return `; ${isAll ? '' : 'at least '}${count} ${count === 1 ? 'line' : 'lines'} had no answer`;
}

function connect({ host, port }: ClientOptions): Socket {
  try {
    return connectSync(`tcp://${describeAddress({ host, port })}`).socket;
  } catch (error) {
    if (isMisspelt(error)) throw new UserError(error.message);
    if (!(error instanceof ClientError)) throw error;
    if (error.code !== 'ECONNREFUSED') throw new UserError(error.message);
    const script = relative(process.cwd(), process.argv[1]!);
    throw new UserError(
      `nothing listens on ${describeAddress({ host, port })} (ECONNREFUSED); ` +
        `start a server first: node ${script} multiplexing --port ${port}`,
    );
  }
}

/** The host was no host. */
function isMisspelt(error: unknown): error is Error {
  return (error as { code?: unknown }).code === 'ERR_FDSET_INVALID_URL';
}
