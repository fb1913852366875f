// `fdset listen URL`: its command line.
import { Command, Option } from 'commander';
import { EXIT_CODES, withTalk, withTls } from './command-options.js';
import { runListen } from './listen/run-listen.js';
import type { ListenOptions } from './listen/run-listen.js';

const details = `
URLs are those of fdset; port 0 lets the kernel choose, and without a host (tcp://:8088) it is every address. stderr says where it listens.
With --echo or --upper it answers any number of clients at once, until Ctrl-C. Else it talks with the first client, from a terminal or a
pipe, as fdset does with a server, and lets nobody else in. The file of a Unix socket is removed at the end.
${EXIT_CODES}
Examples:
  $ fdset listen tcp://127.0.0.1:8088 --upper
  $ fdset listen tcp://:0 > received.bin
  $ fdset listen unix:/tmp/app.sock --hex
  $ fdset listen udp://127.0.0.1:9999 --echo -v
  $ fdset listen tls://:8443 --echo --cert cert.pem --key key.pem`;

/** The command that serves. */
export function listenCommand(): Command {
  const command = new Command('listen')
    .description('Serves clients: talks with one, or answers all.')
    .argument('<url>', 'where to listen')
    .addHelpText('after', details)
    .addOption(new Option('--echo', 'answer everybody with what they send').conflicts('upper'))
    .addOption(new Option('--upper', 'answer everybody with their text in upper case'))
    .option(
      '--once',
      'end after the first client of --echo or --upper, else after the first message',
    );
  return withTls(withTalk(command), 'listen')
    .option('-v, --verbose', 'say on stderr who comes and goes')
    .action(async (url: string, options: ListenOptions) => {
      process.exitCode = await runListen(url, options);
    });
}
