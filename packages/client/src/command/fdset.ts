#!/usr/bin/env node
// The entry of the command `fdset`. It puts its commands together, and turns errors into one line and an exit code.
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { benchCommand } from './bench-command.js';
import { withoutNumber } from './command-options.js';
import { EXIT } from './exit-code.js';
import { exitCodeOf, explainError } from './explain-error.js';
import { listenCommand } from './listen-command.js';
import { relayCommand } from './relay-command.js';
import { sessionCommand } from './session-command.js';
import { outliveReaders, say } from './standard-streams.js';

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const oneLine = (text: string): string =>
  text
    .replace(/^error: /, '')
    .trimEnd()
    .replaceAll('\n', ' ');

/** Options in front of the name of a command would be those of a session, and have no effect. */
function refuseMisplaced(program: Command, command: Command): void {
  const { options } = program;
  const given = options.find(
    (option) => program.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given === undefined) return;
  const words = `fdset ${command.name()} ${given.long ?? given.flags}`;
  program.error(`error: options stand behind the name of their command: ${words} ...`);
}

function makeProgram(): Command {
  const program = sessionCommand()
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text) => say(oneLine(text)) })
    .hook('preSubcommand', refuseMisplaced);
  for (const command of [listenCommand(), relayCommand(), benchCommand()])
    program.addCommand(command.copyInheritedSettings(program));
  return program;
}

outliveReaders();
try {
  await makeProgram().parseAsync(withoutNumber(process.argv));
} catch (error) {
  // commander has said what it has to say; its own code for a wrong command line is 1.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
  else {
    say(explainError(error));
    process.exitCode = exitCodeOf(error);
  }
}
