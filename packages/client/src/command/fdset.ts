#!/usr/bin/env node
// The entry of the command `fdset`, and the only file that imports a library from outside: the build puts that into the same
// file. It reads the command line, and turns errors into one line and an exit code.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { benchCommand } from './bench-command.js';
import { explainError } from './explain-error.js';
import { runSession } from './run-session.js';
import type { SessionOptions } from './run-session.js';
import { outliveReaders, say } from './standard-streams.js';

const details = `
URLs: tcp://HOST:PORT, tcp://[::1]:PORT, unix:///PATH
On a terminal it asks with >>: and sends each line without its line end; an empty line is asked again. What the
server says is printed when it arrives. Ctrl-D and Ctrl-C end it. From a pipe or a file it sends every byte as it
is, ends its side of the connection, and prints until the server ends.
Exit code: 0, or 1 when the connection failed, was lost, or ended before everything was sent.
Examples:
  $ fdset tcp://127.0.0.1:8088
  $ printf 'hello' | fdset tcp://localhost:8088
  $ fdset unix:///run/app.sock < request.bin > answer.bin`;

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const program = new Command('fdset')
  .description('Talks to a server over a raw socket, from a terminal or a pipe.')
  .argument('<url>', 'what to connect to')
  .option('-v, --verbose', 'say on stderr when the connection stands')
  .version(packageVersion(), '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .addHelpText('after', details)
  .configureOutput({
    outputError: (text) =>
      say(
        text
          .replace(/^error: /, '')
          .trimEnd()
          .replaceAll('\n', ' '),
      ),
  })
  .action(async (url: string, options: SessionOptions) => {
    process.exitCode = await runSession(url, options);
  });

program.addCommand(benchCommand());

outliveReaders();
try {
  await program.parseAsync();
} catch (error) {
  say(explainError(error));
  process.exitCode = 1;
}
