// The command line: one subcommand per file of commands/, and their common help.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { allCommand } from './commands/all.js';
import { asyncCommand } from './commands/async.js';
import { blockingCommand } from './commands/blocking.js';
import { claimsCommand } from './commands/claims.js';
import { clientCommand } from './commands/client.js';
import { helpCommand } from './commands/help.js';
import { labCommand } from './commands/lab.js';
import { listCommand } from './commands/list.js';
import { multiplexingCommand } from './commands/multiplexing.js';
import { nonblockingCommand } from './commands/nonblocking.js';
import { phasesCommand } from './commands/phases.js';
import { socketserverCommand } from './commands/socketserver.js';
import { syscallsCommand } from './commands/syscalls.js';
import { walkthroughCommand } from './commands/walkthrough.js';

const examples = `
Examples:
  $ fdset-demo                                 the walkthrough, then every claim of the document
  $ fdset-demo list                            the document's sections, and the command for each
  $ fdset-demo multiplexing                    the selectors server on 127.0.0.1:8088
  $ fdset-demo client                          and its client, in a second terminal
  $ fdset-demo multiplexing --selector select  the same server over select(2)
  $ fdset-demo phases                          what a read's time is made of, model by model
  $ fdset-demo syscalls                        the system calls of a request, model by model
  $ fdset-demo lab                             the models side by side under load, in a browser
  $ printf 'hello\\n' | fdset-demo client       prints HELLO_SB

In the repository: npm start -- <command>, or node apps/demo/dist/cli.js <command>.`;

/** Builds the command line. */
export function program(): Command {
  return new Command('fdset-demo')
    .description(
      'The I/O models of the document, as programs over real sockets: blocking, non-blocking, multiplexing, asynchronous, socketserver.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', examples)
    .addCommand(allCommand())
    .addCommand(listCommand())
    .addCommand(walkthroughCommand())
    .addCommand(claimsCommand())
    .addCommand(multiplexingCommand())
    .addCommand(asyncCommand())
    .addCommand(blockingCommand())
    .addCommand(nonblockingCommand())
    .addCommand(socketserverCommand())
    .addCommand(clientCommand())
    .addCommand(phasesCommand())
    .addCommand(syscallsCommand())
    .addCommand(labCommand(packageVersion()))
    .addCommand(helpCommand());
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
