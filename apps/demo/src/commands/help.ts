// `help`: in place of commander's own, which ignores surplus arguments.
import { Command } from 'commander';

export function helpCommand(): Command {
  const help = new Command('help');
  return help
    .description('print the help of a command')
    .argument('[command]', 'its name')
    .helpOption(false)
    .action((name?: string) => {
      const { parent } = help;
      if (name === undefined) return parent?.help();
      const wanted = parent?.commands.find((one) => one.name() === name);
      if (wanted === undefined) help.error(`error: unknown command '${name}'`);
      wanted?.help();
    });
}
