// The document's client (4.6.2.3): ask for a line, send it, print the answer, again.
// Connects, then carries lines (line-source.ts) over the conversation (conversation.ts) until either side ends.
import { relative } from 'node:path';
import { SocketError } from '@fdset/posix';
import { createConnection } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { addressText } from '../address-text.js';
import { UserError } from '../user-error.js';
import { Conversation } from './conversation.js';
import type { LineSource } from './line-source.js';
import { PipedLines } from './piped-lines.js';
import { TerminalLines } from './terminal-lines.js';

export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  readonly verbose: boolean;
}

/** Runs the client; returns its exit code: 0 also when the server ended the conversation. */
export async function runClient(options: ClientOptions): Promise<number> {
  const conversation = new Conversation(connect(options));
  if (options.verbose) process.stderr.write(`connected to ${addressText(options)}\n`);
  const lines = process.stdin.isTTY ? new TerminalLines() : new PipedLines();
  try {
    const serverLeft = await converse(conversation, lines);
    if (serverLeft !== null) reportEnd(options, serverLeft);
    return 0;
  } finally {
    lines.close();
    conversation.close();
  }
}

/** Returns why the server ended the conversation, or null when the user did. */
async function converse(conversation: Conversation, lines: LineSource): Promise<string | null> {
  const givenUp = lines.givenUp.then(() => null);
  const serverLeft = conversation.ended.then(() => undefined);
  for (;;) {
    const message = await Promise.race([lines.next(), givenUp, serverLeft]);
    if (message === null) return null;
    if (message === undefined) return conversation.ended;
    const reply = await Promise.race([conversation.ask(message), givenUp, serverLeft]);
    if (reply === null) return null;
    if (reply === undefined) return conversation.ended;
    process.stdout.write(Buffer.concat([reply, Buffer.from('\n')]));
  }
}

function reportEnd(options: ClientOptions, why: string): void {
  if (process.stdin.isTTY) process.stderr.write('\n');
  process.stderr.write(`the server at ${addressText(options)} closed the connection (${why})\n`);
}

function connect({ host, port }: ClientOptions): Socket {
  try {
    return createConnection({ host, port });
  } catch (error) {
    const cause = error instanceof AggregateError ? error.errors[0] : error;
    if (!(cause instanceof SocketError)) throw error;
    if (cause.code !== 'ECONNREFUSED') throw new UserError(cause.message);
    const script = relative(process.cwd(), process.argv[1]!);
    throw new UserError(
      `nothing listens on ${addressText({ host, port })} (ECONNREFUSED); ` +
        `start a server first: node ${script} multiplexing --port ${port}`,
    );
  }
}
