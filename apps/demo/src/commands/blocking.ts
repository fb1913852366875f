// `blocking`: the command around servers/blocking.ts.
import { Command, Option } from 'commander';
import type { WayOut } from '../socketserver/serve-blocking.js';
import { addServerOptions, integer } from './server-options.js';

const examples = `
Start two clients: the second connects, and is answered only after the first has left.
Examples:
  $ fdset-demo blocking
  $ fdset-demo client --port 8087              twice, in two terminals
  $ fdset-demo blocking --threads              now both are answered
  $ fdset-demo blocking --pool 2               a third client waits

SIGINT (Ctrl-C) and SIGTERM end it, also while it is blocked; it then prints its counts.`;

export function blockingCommand(): Command {
  const command = new Command('blocking').description(
    'one client at a time: accept, recv and send block the thread (4.6.2.1)',
  );
  return addServerOptions(command, 8087)
    .option('--threads', 'a thread for each client, so that only its own is blocked', false)
    .option('--processes', 'a process for each client', false)
    .addOption(
      new Option(
        '--pool <n>',
        'n threads, or with --processes n processes, for all clients',
      ).argParser(integer('a pool size', 1, 1000)),
    )
    .option('--no-reuse', 'with --threads: start each thread anew, as the document does')
    .addHelpText('after', examples)
    .action(async (options: WayOut) => {
      if (options.threads || options.processes || options.pool !== undefined) {
        const { serveElsewhere } = await import('../socketserver/serve-blocking.js');
        await serveElsewhere(options);
        return;
      }
      const { serveBlocking } = await import('../servers/blocking.js');
      const { runServer } = await import('../servers/running.js');
      await runServer((running) => serveBlocking(options, running), options);
    });
}
