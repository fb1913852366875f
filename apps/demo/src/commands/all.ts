// `all`, the default command: the walkthrough, then the claims.
import { Command } from 'commander';

const examples = `
Examples:
  $ npm start                                    both halves
  $ npm start -- walkthrough                     the first half of it alone, with options
  $ npm start -- claims                          the second half`;

export function allCommand(): Command {
  return new Command('all')
    .description('the walkthrough, then every claim of the document (the default command)')
    .addHelpText('after', examples)
    .action(async () => {
      const { runAll } = await import('../walkthrough/run-all.js');
      process.exitCode = await runAll();
    });
}
