// `list`: the command around document/show-sections.ts.
import { Command } from 'commander';

const examples = `
Examples:
  $ npm start -- list`;

export function listCommand(): Command {
  return new Command('list')
    .description("the document's sections, with the command that shows each")
    .addHelpText('after', examples)
    .action(async () => {
      const { showSections } = await import('../document/show-sections.js');
      const { Screen } = await import('../terminal/screen.js');
      showSections(new Screen());
    });
}
