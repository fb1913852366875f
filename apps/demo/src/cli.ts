#!/usr/bin/env node
// The entry of the command: runs the program of program.ts, and turns errors into one line and an exit code. Without arguments it
// runs the walkthrough and the claims.
import { endWithoutOutput } from './end-without-output.js';
import { program } from './program.js';
import { UserError } from './user-error.js';

// A reader that stops early (`... | head -1`) is no error. The reader of stderr may have gone as well.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  endWithoutOutput(error);
});
// There is no place left to complain.
process.stderr.on('error', () => {});

const given = process.argv.slice(2);
try {
  await program().parseAsync(given.length > 0 ? given : ['all'], { from: 'user' });
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`fdset-demo: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
