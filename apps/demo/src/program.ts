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
  $ npm start                                      the walkthrough, then every claim of the document
  $ npm start -- list                            the document's sections, and the command for each
  $ npm start -- multiplexing                    the selectors server on 127.0.0.1:8088
  $ npm start -- client                          and its client, in a second terminal
  $ npm start -- multiplexing --selector select  the same server over select(2)
  $ npm start -- phases                          what a read's time is made of, model by model
  $ npm start -- syscalls                        the system calls of a request, model by model
  $ npm start -- lab                             the models side by side under load, in a browser
  $ printf 'hello\\n' | node apps/demo/dist/cli.js client   prints HELLO_SB

Once built, node apps/demo/dist/cli.js <command> does the same at once, and is what belongs in a pipe.`;

/** Builds the command line. */
export function program(): Command {
  return new Command('npm start --')
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
