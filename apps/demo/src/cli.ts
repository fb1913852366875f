#!/usr/bin/env node
// The command's entry: runs the program of program.ts and turns what goes wrong into one line and an exit code.
// No arguments means the walkthrough.
import { program } from './program.js';
import { UserError } from './user-error.js';

// A reader that has seen enough (`... | head -1`) is no error of ours. Whom we would complain to may have gone as well.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const given = process.argv.slice(2);
try {
  await program().parseAsync(given.length > 0 ? given : ['walkthrough'], { from: 'user' });
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`fdset-demo: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
