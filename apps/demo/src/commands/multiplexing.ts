// `multiplexing`: the command around servers/multiplexing.ts.
import { Command, Option } from 'commander';
import type { SelectorName } from '../servers/create-selector.js';
import { addServerOptions } from './server-options.js';
import type { ServerOptions } from './server-options.js';

interface Options extends ServerOptions {
  readonly selector: SelectorName;
}

const examples = `
Answers every chunk that it receives (recv(1024)) in upper case with _SB at its end.
Examples:
  $ npm start -- multiplexing
  $ npm start -- multiplexing --selector select --port 9000
  $ printf hello | nc -N 127.0.0.1 8088        prints HELLO_SB

SIGINT (Ctrl-C) and SIGTERM end it; it then prints its counts.`;

export function multiplexingCommand(): Command {
  const command = new Command('multiplexing')
    .description("one thread, many clients: the document's selectors server (4.6.2.3)")
    .addOption(
      new Option(
        '-s, --selector <name>',
        "what to wait with: the document's DefaultSelector (epoll on Linux), or a mechanism",
      )
        .choices(['default', 'epoll', 'poll', 'select'])
        .default('default'),
    );
  return addServerOptions(command, 8088)
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      const { MultiplexingServer } = await import('../servers/multiplexing.js');
      const { runServer } = await import('../servers/running.js');
      await runServer(
        (running) => new MultiplexingServer(options.selector, running).serve(options),
        options,
      );
    });
}
