// A session with a server: connects, talks from a terminal (terminal-session.ts) or a pipe (pipe-session.ts), says how it ended.
import { describeAddress } from '@fdset/socket';
import { openConnection } from '../../connection/open-connection.js';
import type { Connection } from '../../connection/open-connection.js';
import { ConnectionChannel } from '../channel/connection-channel.js';
import type { ExitCode } from '../exit-code.js';
import { say } from '../standard-streams.js';
import { clientTls, endpointOf } from '../tls-options.js';
import type { TlsFlags } from '../tls-options.js';
import { pipeSession } from './pipe-session.js';
import { checkTalk, talkOver } from './talk.js';
import type { Talk, TalkOptions } from './talk.js';
import { terminalSession } from './terminal-session.js';

/** The options of the command line. */
export interface SessionOptions extends TalkOptions, TlsFlags {
  readonly timeout?: number;
  readonly verbose?: boolean;
}

/** Connects and talks until either side ends; resolves to the exit code. */
export async function runSession(url: string, options: SessionOptions): Promise<ExitCode> {
  const endpoint = endpointOf(url, options);
  checkTalk(endpoint, options);
  const opening = { tls: clientTls(options, [endpoint]), timeoutMs: options.timeout };
  const connection = await openConnection(endpoint, opening, undefined);
  const address = describeAddress(endpoint.address);
  if (options.verbose === true) say(`connected to ${address}${howOf(connection)}`);
  const channel = new ConnectionChannel(connection, endpoint);
  return converse(talkOver(channel, { role: 'the server', address }, endpoint, options));
}

/** Talks from a terminal or a pipe; resolves to the exit code. */
export async function converse(talk: Talk): Promise<ExitCode> {
  const session = process.stdin.isTTY ? terminalSession : pipeSession;
  const { complaint, exitCode } = await session(talk);
  if (complaint !== null) say(complaint);
  return exitCode;
}

const howOf = (connection: Connection): string =>
  'tlsSocket' in connection ? ` (${connection.getProtocol() ?? 'TLS'})` : '';
