// `socketserver`: the command around socketserver/serve.ts.
import { Command, Option } from 'commander';
import { hostOption, integer } from './server-options.js';

interface Options {
  readonly server: string;
  readonly host: string;
  readonly port?: number;
  readonly path: string;
  readonly json: boolean;
}

const STRATEGIES = ['', 'Threading', 'Forking', 'ThreadPool', 'ProcessPool'];
const TRANSPORTS = ['TCPServer', 'UDPServer', 'UnixStreamServer', 'UnixDatagramServer'];

const examples = `
The document's handler: recv(1024), strip, print, send back in upper case. One word chooses how requests are
handled: ${STRATEGIES.map((strategy) => `${strategy}TCPServer`).join(', ')};
the same for UDPServer, UnixStreamServer and UnixDatagramServer.
Examples:
  $ fdset-demo socketserver                                on 127.0.0.1:9999
  $ fdset-demo socketserver --server ThreadingTCPServer    on 127.0.0.1:8766
  $ fdset-demo socketserver --server ForkingTCPServer      on 127.0.0.1:8009
  $ printf hello | nc -N 127.0.0.1 9999                    prints HELLO

SIGINT (Ctrl-C) and SIGTERM let requests under way finish (3 s); it then prints its counts.`;

export function socketserverCommand(): Command {
  return new Command('socketserver')
    .description('the servers of socketserver, any class with one handler (4.6.3)')
    .addOption(
      new Option('-s, --server <name>', 'the class')
        .choices(STRATEGIES.flatMap((strategy) => TRANSPORTS.map((name) => strategy + name)))
        .default('TCPServer'),
    )
    .addOption(hostOption('the address to listen on'))
    .addOption(
      new Option(
        '-p, --port <port>',
        "default: the document's 9999, 8766 or 8009; 0 for any",
      ).argParser(integer('a port', 0, 65_535)),
    )
    .option('--path <path>', 'where Unix servers listen', '/tmp/fdset-demo.sock')
    .option('--json', 'print the counts at the end as one line of JSON', false)
    .addHelpText('after', examples)
    .action(run);
}

async function run({ server, host, port, path, json }: Options): Promise<void> {
  const { documentPort, isDatagram, isUnix, makeServer } =
    await import('../socketserver/classes.js');
  const { serve } = await import('../socketserver/serve.js');
  const address = isUnix(server) ? { path } : { host, port: port ?? documentPort(server) };
  const handler = isDatagram(server) ? 'DocumentDatagramHandler' : 'DocumentHandler';
  await serve(() => makeServer(server, address, handler), json);
}
