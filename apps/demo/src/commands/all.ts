// `all`, the default command: the walkthrough, then the claims.
import { Command } from 'commander';

const examples = `
Examples:
  $ fdset-demo
  $ fdset-demo walkthrough                     the first half of it alone, with options
  $ fdset-demo claims                          the second half`;

export function allCommand(): Command {
  return new Command('all')
    .description('the walkthrough, then every claim of the document (the default command)')
    .addHelpText('after', examples)
    .action(async () => {
      const { runAll } = await import('../walkthrough/run-all.js');
      process.exitCode = await runAll();
    });
}
