// `fdset URL`: the command line of a session.
import { isIPv6 } from 'node:net';
import { Command } from 'commander';
import { EXIT_CODES, URLS, timeoutOption, withTalk, withTls } from './command-options.js';
import { UsageError } from './usage-error.js';
import { runSession } from './session/run-session.js';
import type { SessionOptions } from './session/run-session.js';

const details = `
${URLS}
On a terminal it asks with >>: and sends each line without its line end: a server of lines wants --crlf, or --framing lines for LF. An
empty line is asked again. What the server says is printed above the prompt when it arrives. Ctrl-D and Ctrl-C end it. From a pipe or a
file every byte is sent as it is; then its own side of the connection ends, and it prints until the server ends. Datagrams have no end:
1 s of silence is one.
${EXIT_CODES}
Examples:
  $ fdset tcp://127.0.0.1:8088
  $ printf 'hello' | fdset tcp://localhost:8088
  $ fdset unix:/run/app.sock < request.bin > answer.bin
  $ echo PING | fdset --crlf --once tcp://127.0.0.1:6379
  $ printf 'HEAD / HTTP/1.0\\n\\n' | fdset --crlf tls://example.org:443
  $ echo 'de ad be ef' | fdset --hex --hex-input udp://127.0.0.1:9999
  $ fdset --framing len4 unix:/run/app.sock`;

/** The command itself, to which the others are added. */
export function sessionCommand(): Command {
  const command = new Command('fdset')
    .description('Talks to a server over a raw socket, from a terminal or a pipe.')
    .usage('[options] <url>')
    .argument('<url>', 'what to connect to')
    .allowExcessArguments()
    .addHelpText('after', details);
  withTalk(command)
    .option('--once', 'end after the first answer: a message, or what comes first of a stream')
    .addOption(timeoutOption());
  return withTls(command, 'connect')
    .option('-v, --verbose', 'say on stderr when the connection stands')
    .action(async (url: string, options: SessionOptions, { args, commands }: Command) => {
      if (args.length > 1 || isWord(url)) throw noUrl(args, commands);
      process.exitCode = await runSession(url, options);
    });
}

/** What was meant by a word, or by several: a host and a port, as nc has them, or a command, if the first one is no URL. */
function noUrl([first = '', second = '']: string[], commands: readonly Command[]): UsageError {
  if (/^\d+$/.test(second) && isHost(first))
    return new UsageError(`fdset takes a URL: write tcp://${inUrl(first)}:${second}`);
  const names = commands.map((command) => command.name()).join(', ');
  return new UsageError(
    first.includes(':')
      ? 'fdset takes one URL; fdset relay A B joins two'
      : `there is no command '${first}': they are ${names}; or give one URL (fdset --help)`,
  );
}

const isWord = (text: string): boolean => /^[a-z]+$/i.test(text);

const isHost = (word: string): boolean => /^[\w.-]+$/.test(word) || isIPv6(word);

const inUrl = (host: string): string => (isIPv6(host) ? `[${host}]` : host);
