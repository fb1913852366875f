// `blocking`: the command around servers/blocking.ts, and around socketserver/serve-blocking.ts for its ways out.
import { Command, Option } from 'commander';
import type { ListenOptions } from '../servers/listen.js';
import type { WayOut } from '../socketserver/serve-blocking.js';
import { UserError } from '../user-error.js';
import { addServerOptions, integer, startMethodOption } from './server-options.js';

const examples = `
Start two clients: the second connects, and is answered only after the first has left.
Examples:
  $ npm start -- blocking
  $ npm start -- client --port 8087              twice, in two terminals
  $ npm start -- blocking --threads              now both are answered
  $ npm start -- blocking --processes            the same with a forked process for each
  $ npm start -- blocking --pool 2               a third client waits
  $ npm start -- blocking --processes --pool 2   the same with processes
  $ npm start -- blocking --no-reuse-address     twice, with a client that is connected when the first one ends

SIGINT (Ctrl-C) and SIGTERM end it, also while it is blocked; it then prints its counts.`;

export function blockingCommand(): Command {
  const command = new Command('blocking').description(
    'one client at a time: accept, recv and send block the thread (4.6.2.1); and the ways out',
  );
  return addServerOptions(command, 8087)
    .option(
      '--no-reuse-address',
      'bind without SO_REUSEADDR: after a restart the port is taken for a minute',
    )
    .option('--threads', 'a thread for each client, so that only its own is blocked', false)
    .addOption(
      new Option('--processes', 'a process for each client').default(false).conflicts('threads'),
    )
    .addOption(
      new Option(
        '--pool <n>',
        'n threads, or with --processes n processes, for all clients',
      ).argParser(integer('a pool size', 1, 1000)),
    )
    .option('--no-reuse', 'with --threads: start each thread anew, as the document does')
    .addOption(startMethodOption('with --processes'))
    .addHelpText('after', examples)
    .action(run);
}

async function run(options: WayOut & ListenOptions): Promise<void> {
  checkWayOut(options);
  if (options.threads || options.processes || options.pool !== undefined) {
    const { serveElsewhere } = await import('../socketserver/serve-blocking.js');
    await serveElsewhere(options);
    return;
  }
  const { serveBlocking } = await import('../servers/blocking.js');
  const { runServer } = await import('../servers/running.js');
  await runServer((running) => serveBlocking(options, running), options);
}

/** An option that would change nothing is a mistake. */
function checkWayOut(options: WayOut & ListenOptions): void {
  const { threads, processes, pool, reuse, startMethod, reuseAddress } = options;
  const isPool = pool !== undefined;
  if (reuseAddress === false && (threads || processes || isPool))
    throw new UserError('--no-reuse-address goes with the blocking server alone');
  if (!reuse && (!threads || isPool))
    throw new UserError('--no-reuse goes with --threads: whatever is in a pool is used again');
  if (startMethod !== undefined && (!processes || isPool))
    throw new UserError('--start-method goes with --processes, without --pool');
}
