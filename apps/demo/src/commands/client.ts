// `client`: the command around client/run-client.ts.
import { Command, Option } from 'commander';
import type { ClientOptions } from '../client/run-client.js';
import { hostOption, integer } from './server-options.js';

const examples = `
On a terminal it asks with >>: , sends the line and prints the answer; an empty line is asked again.
Ctrl-D and Ctrl-C end it. From a pipe it sends every line and prints every answer, without a prompt.
Examples:
  $ npm start -- client
  $ npm start -- client --port 8087
  $ printf 'one\\ntwo\\n' | node apps/demo/dist/cli.js client   prints ONE_SB and TWO_SB`;

export function clientCommand(): Command {
  return new Command('client')
    .description("the document's client of these servers, for a terminal or a pipe (4.6.2.3)")
    .addOption(hostOption('the address or name to connect to'))
    .addOption(
      new Option('-p, --port <port>', 'the port to connect to')
        .default(8088)
        .argParser(integer('a port', 1, 65_535)),
    )
    .option('-v, --verbose', 'say on stderr when the connection stands', false)
    .addHelpText('after', examples)
    .action(async (options: ClientOptions) => {
      const { runClient } = await import('../client/run-client.js');
      process.exitCode = await runClient(options);
    });
}
