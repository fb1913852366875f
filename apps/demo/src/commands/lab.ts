// `lab`: the command around lab/serve-lab.ts.
import { Command, Option } from 'commander';
import { integer } from './server-options.js';

const examples = `
A page on this machine: choose one to four models, clients, messages and handlers, and see real servers under load, side by side.
Only 127.0.0.1 is listened on, and only this page is answered. Ctrl-C ends the lab with all its servers.
Examples:
  $ npm start -- lab
  $ npm start -- lab --port 8080`;

export function labCommand(version: string): Command {
  return new Command('lab')
    .description('the models side by side under load, live, in a browser')
    .addOption(
      new Option('-p, --port <n>', 'the port of the page; 0 lets the kernel choose')
        .default(0)
        .argParser(integer('the port', 0, 65_535)),
    )
    .addHelpText('after', examples)
    .action(async ({ port }: { port: number }) => {
      const { serveLab } = await import('../lab/serve-lab.js');
      await serveLab({ port, version });
    });
}
