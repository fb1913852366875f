// `fdset relay A B`: its command line.
import { Command } from 'commander';
import { EXIT_CODES, framingOption, waitOption, withTls } from './command-options.js';
import { runRelay } from './relay/run-relay.js';
import type { RelayOptions } from './relay/run-relay.js';

const details = `
A and B are URLs to connect to; behind listen: a URL is listened at, and every client that comes gets a connection of its own to the
other side. When one side ends its direction, the other one is told (SHUT_WR); a connection that is lost is passed on as a reset.
Nothing is read faster than the other side takes it. Clients of listen:udp: are told apart by their addresses, for 60 s after the last
datagram. A stream and datagrams are joined by a --framing.
${EXIT_CODES} Where a side listens, only Ctrl-C ends it, or --once.
Examples:
  $ fdset relay listen:tcp://127.0.0.1:8080 unix:/run/app.sock
  $ fdset relay --hex listen:tcp://:6380 tcp://127.0.0.1:6379
  $ fdset relay listen:tls://:8443 tcp://127.0.0.1:8080 --cert cert.pem --key key.pem
  $ fdset relay listen:udp://:5353 udp://9.9.9.9:53
  $ fdset relay --framing len2 listen:tcp://:5300 udp://127.0.0.1:53`;

/** The command that joins. */
export function relayCommand(): Command {
  const command = new Command('relay')
    .description('Joins two endpoints; half-closes are passed on.')
    .argument('<a>', 'a URL, or listen:URL')
    .argument('<b>', 'a URL, or listen:URL')
    .addHelpText('after', details)
    .option('--hex', 'show on stderr what passes: > from A to B, < from B to A')
    .addOption(
      framingOption('how messages lie in the stream, where the other side keeps them apart'),
    )
    .addOption(
      waitOption('after the end of one direction wait until the other is silent for so long'),
    )
    .option('--once', 'end after the first pair');
  return withTls(command, 'relay')
    .option('-v, --verbose', 'say on stderr who comes and goes')
    .action(async (a: string, b: string, options: RelayOptions) => {
      process.exitCode = await runRelay(a, b, options);
    });
}
