// `async`: the command around servers/asynchronous.ts.
import { Command, Option } from 'commander';
import type { DriverName } from '../servers/asynchronous.js';
import { addServerOptions } from './server-options.js';
import type { ServerOptions } from './server-options.js';

interface Options extends ServerOptions {
  readonly driver: DriverName;
}

const examples = `
Answers every chunk that it receives (recv(1024)) in upper case with _SB at its end.
Examples:
  $ npm start -- async
  $ npm start -- async --driver uring --port 9000
  $ printf hello | nc -N 127.0.0.1 8088        prints HELLO_SB

SIGINT (Ctrl-C) and SIGTERM end it; it then prints its counts.`;

export function asyncCommand(): Command {
  const command = new Command('async')
    .description(
      'one thread, many clients: reads that return at once and tell when the bytes are there (4.6.2.4)',
    )
    .addOption(
      new Option(
        '-d, --driver <name>',
        'what waits and copies: epoll, or the ring of the kernel (io_uring)',
      )
        .choices(['selector', 'uring'])
        .default('selector'),
    );
  return addServerOptions(command, 8088)
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      const { AsynchronousServer, driverOptions } = await import('../servers/asynchronous.js');
      const { runServer } = await import('../servers/running.js');
      await runServer(
        (running) => new AsynchronousServer(driverOptions(options.driver), running).serve(options),
        options,
      );
    });
}
