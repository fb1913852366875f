// `blocking`: the command around servers/blocking.ts.
import { Command } from 'commander';
import { addServerOptions } from './server-options.js';
import type { ServerOptions } from './server-options.js';

const examples = `
Start two clients: the second connects, and is answered only after the first has left.
Examples:
  $ fdset-demo blocking
  $ fdset-demo client --port 8087              twice, in two terminals

SIGINT (Ctrl-C) and SIGTERM end it, also while it is blocked; it then prints its counts.`;

export function blockingCommand(): Command {
  const command = new Command('blocking').description(
    'one client at a time: accept, recv and send block the thread (4.6.2.1)',
  );
  return addServerOptions(command, 8087)
    .addHelpText('after', examples)
    .action(async (options: ServerOptions) => {
      const { serveBlocking } = await import('../servers/blocking.js');
      const { runServer } = await import('../servers/running.js');
      await runServer((running) => serveBlocking(options, running), options);
    });
}
