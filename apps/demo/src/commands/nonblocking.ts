// `nonblocking`: the command around servers/nonblocking.ts.
import { Command } from 'commander';
import { addServerOptions } from './server-options.js';
import type { ServerOptions } from './server-options.js';

const examples = `
Keeps one core busy, clients or not; on a terminal it says every second how often the kernel had nothing (EAGAIN).
Examples:
  $ npm start -- nonblocking
  $ npm start -- client --port 8086

SIGINT (Ctrl-C) and SIGTERM end it; it then prints its counts.`;

export function nonblockingCommand(): Command {
  const command = new Command('nonblocking').description(
    'one thread, many clients, by asking all the time: setblocking(false) and polling (4.6.2.2)',
  );
  return addServerOptions(command, 8086)
    .addHelpText('after', examples)
    .action(async (options: ServerOptions) => {
      const { serveNonblocking } = await import('../servers/nonblocking.js');
      const { runServer } = await import('../servers/running.js');
      await runServer((running) => serveNonblocking(options, running), options);
    });
}
