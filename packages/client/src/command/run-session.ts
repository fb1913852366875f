// One run of the command: connects, talks from a terminal (terminal-session.ts) or a pipe (pipe-session.ts), and says how it ended.
import { describeAddress } from '@fdset/socket';
import { connectSync } from '../connect-sync.js';
import { parseUrl } from '../url/parse-url.js';
import { pipeSession } from './pipe-session.js';
import { say } from './standard-streams.js';
import { terminalSession } from './terminal-session.js';

/** The options of the command line. */
export interface SessionOptions {
  readonly verbose?: boolean;
}

/** Connects and talks until either side ends; resolves to the exit code. */
export async function runSession(url: string, options: SessionOptions): Promise<number> {
  const server = describeAddress(parseUrl(url).address);
  const { socket } = connectSync(url);
  if (options.verbose === true) say(`connected to ${server}`);
  try {
    const talk = process.stdin.isTTY ? terminalSession : pipeSession;
    const { complaint, isFailure } = await talk(socket, server);
    if (complaint !== null) say(complaint);
    return isFailure ? 1 : 0;
  } finally {
    socket.close();
  }
}
