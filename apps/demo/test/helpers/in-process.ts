// Runs the command line in the test's own process, for commands that end before they serve anything: help and refusals.
// cli.test.ts tests what a process adds (exit codes, the one line on stderr).
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { program } from '../../src/program.js';
import { UserError } from '../../src/user-error.js';

export interface Parsed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command that ends at once. */
export async function parse(args: readonly string[]): Promise<Parsed> {
  const written = { stdout: '', stderr: '' };
  const command = program();
  for (const one of withSubcommands(command)) {
    one.exitOverride().configureOutput({
      writeOut: (text) => (written.stdout += text),
      writeErr: (text) => (written.stderr += text),
    });
  }
  try {
    await command.parseAsync([...args], { from: 'user' });
    return { code: 0, ...written };
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode, ...written };
    if (!(error instanceof UserError)) throw error;
    return { ...written, code: error.exitCode, stderr: `fdset-demo: ${error.message}\n` };
  }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
