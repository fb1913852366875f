// `socketserver`: the command around socketserver/serve.ts.
import { Command, Option } from 'commander';
import {
  STRATEGIES,
  TRANSPORTS,
  documentHandler,
  documentPort,
  isForking,
  isUnix,
} from '../socketserver/names.js';
import { UserError } from '../user-error.js';
import { hostOption, integer, startMethodOption } from './server-options.js';

interface Options {
  readonly server: string;
  readonly host: string;
  readonly port?: number;
  readonly path?: string;
  readonly startMethod?: 'forkserver' | 'spawn';
  readonly once: boolean;
  readonly json: boolean;
}

const DEFAULT_PATH = '/tmp/fdset-demo.sock';

const examples = `
The document's handler: recv(1024), strip, print, send back in upper case. One word chooses how requests are
handled, and the rest of the name what they are:
  ${STRATEGIES.map((strategy) => strategy || '(nothing)').join(', ')}
  ${TRANSPORTS.join(', ')}
BaseServer is the base of them all and refuses to be a server. The document's three lines, of which it runs one:
  $ npm start -- socketserver --server ThreadingTCPServer --port 9999
  $ npm start -- socketserver --server ForkingTCPServer --port 9999
  $ npm start -- socketserver --server TCPServer
Examples:
  $ npm start -- socketserver                                     on 127.0.0.1:9999
  $ npm start -- socketserver --once                              one request: handle_request()
  $ npm start -- socketserver --server ThreadingTCPServer         on 127.0.0.1:8766
  $ npm start -- socketserver --server ForkingTCPServer           on 127.0.0.1:8009
  $ printf hello | nc -N 127.0.0.1 9999                         prints HELLO
  $ npm start -- socketserver --server ThreadPoolUDPServer        then: printf hello | nc -u -w1 127.0.0.1 9999
  $ npm start -- socketserver --server ProcessPoolUnixStreamServer
  $ printf hello | nc -N -U /tmp/fdset-demo.sock                prints HELLO

SIGINT (Ctrl-C) and SIGTERM let requests under way finish (3 s); it then prints its counts.`;

export function socketserverCommand(): Command {
  return new Command('socketserver')
    .description('the servers of socketserver: any class, one handler (4.6.3)')
    .addOption(
      new Option('-s, --server <name>', 'the class')
        .choices(['BaseServer', ...STRATEGIES.flatMap(withTransports)])
        .default('TCPServer'),
    )
    .addOption(hostOption('the address to listen on'))
    .addOption(
      new Option(
        '-p, --port <port>',
        "default: the document's 9999, 8766 (Threading) or 8009 (Forking); 0 for any free one",
      ).argParser(integer('a port', 0, 65_535)),
    )
    .option('--path <path>', `where Unix servers listen (default: ${DEFAULT_PATH})`)
    .addOption(startMethodOption('with a Forking server'))
    .option(
      '--once',
      'handle_request() instead of serve_forever(): one request, then server_close()',
      false,
    )
    .option('--json', 'print the counts at the end as one line of JSON', false)
    .addHelpText('after', examples)
    .action(run);
}

const withTransports = (strategy: string): string[] => TRANSPORTS.map((name) => strategy + name);

async function run(options: Options): Promise<void> {
  const { server, host, port, path, startMethod } = options;
  if (startMethod !== undefined && !isForking(server))
    throw new UserError(`--start-method goes with a Forking server, not with ${server}`);
  if (port !== undefined && isUnix(server))
    throw new UserError(`${server} listens on a path: --path, not --port`);
  if (path !== undefined && !isUnix(server))
    throw new UserError(`${server} listens on a port: --port, not --path`);
  const { makeServer } = await import('../socketserver/make-server.js');
  const { serve } = await import('../socketserver/serve.js');
  await serve(
    (address) =>
      makeServer(server, address, documentHandler(server), startMethod && { startMethod }),
    isUnix(server) ? { path: path ?? DEFAULT_PATH } : { host, port: port ?? documentPort(server) },
    options,
  );
}
