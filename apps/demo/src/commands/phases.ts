// `phases`: the command around phases/show-phases.ts.
import { Command, Option } from 'commander';
import { integer } from './server-options.js';

const examples = `
Another thread sends each message a known time after it was asked for; the kernel's receive time stamps tell
waiting for data, wake-up and copying apart. Medians; Linux only. Asynchronous reads follow, over epoll and over
io_uring: when the submit returns, when the program is notified, and where the bytes are at that moment.
Examples:
  $ npm start -- phases
  $ npm start -- phases --messages 500`;

export function phasesCommand(): Command {
  return new Command('phases')
    .description("what a read's time is made of, model by model: waiting, wake-up, copying")
    .addOption(
      new Option('--messages <n>', 'messages per row of the table')
        .default(50)
        .argParser(integer('the number of messages', 1, 10_000)),
    )
    .addHelpText('after', examples)
    .action(async ({ messages }: { messages: number }) => {
      const { showPhases } = await import('../phases/show-phases.js');
      const { Screen } = await import('../terminal/screen.js');
      await showPhases({ messages }, new Screen());
    });
}
