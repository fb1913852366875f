// `syscalls`: the command around syscalls/show-syscalls.ts.
import { Command, Option } from 'commander';
import { integer } from './server-options.js';

const examples = `
Starts each server as a process of its own, attaches strace to it once its clients are served, and divides what it
counted by the requests. Needs strace (apt install strace) and the right to trace one's own processes; Linux only.
Examples:
  $ npm start -- syscalls
  $ npm start -- syscalls --requests 1000
  $ strace -c -f -p PID                        the same by hand, beside a server of this demo`;

export function syscallsCommand(): Command {
  return new Command('syscalls')
    .description('the system calls of a request, model by model, counted by strace -c')
    .addOption(
      new Option('--requests <n>', 'requests that each server answers')
        .default(200)
        .argParser(integer('the number of requests', 20, 100_000)),
    )
    .addHelpText('after', examples)
    .action(async (options: { requests: number }) => {
      const { runTour } = await import('../walkthrough/run-tour.js');
      const { Screen } = await import('../terminal/screen.js');
      const { showSyscalls } = await import('../syscalls/show-syscalls.js');
      process.exitCode = await runTour('the count', (children) =>
        showSyscalls(children, options, new Screen()),
      );
    });
}
