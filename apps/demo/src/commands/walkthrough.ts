// `walkthrough`: the command around walkthrough/walkthrough.ts.
import { Command, Option } from 'commander';
import type { WalkthroughOptions } from '../walkthrough/walkthrough.js';
import { partNames, usualLoad } from '../walkthrough/tour-options.js';
import { integer } from './server-options.js';

const examples = `
Starts each server on a free port as a process of its own, drives it with clients that send a line, wait for
the answer and think for a moment, and draws who waited for whom and what it cost.
Examples:
  $ npm start -- walkthrough
  $ npm start -- walkthrough --clients 8 --exchanges 50
  $ npm start -- walkthrough --quick
  $ npm start -- walkthrough --only socketserver`;

export function walkthroughCommand(): Command {
  return new Command('walkthrough')
    .description('every server, driven and measured, with what is to be seen')
    .addOption(
      new Option('--clients <n>', 'clients per server')
        .default(usualLoad.clients)
        .argParser(integer('the number of clients', 2, 16)),
    )
    .addOption(
      new Option('--exchanges <n>', 'lines that each client sends')
        .default(usualLoad.exchanges)
        .argParser(integer('the number of exchanges', 1, 1000)),
    )
    .addOption(
      new Option('--think-ms <ms>', 'how long a client thinks between two lines')
        .default(usualLoad.thinkMs)
        .argParser(integer('a think time', 0, 1000)),
    )
    .option('--quick', 'ask one class of each strategy, and measure less of each way out', false)
    .addOption(new Option('--only <part>', 'one part of the tour').choices(partNames))
    .addHelpText('after', examples)
    .action(async (options: WalkthroughOptions) => {
      const { runWalkthrough } = await import('../walkthrough/walkthrough.js');
      process.exitCode = await runWalkthrough(options);
    });
}
