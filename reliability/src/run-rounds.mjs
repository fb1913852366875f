// Runs a program that prints one line of JSON for each of its rounds, between which everything must be as before.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Resolves with `{ rounds, problem }`; `onRound` is called with each round. */
export async function runRounds(program, args, onRound, { flags = [], env = process.env } = {}) {
  const child = spawn(process.execPath, ['--expose-gc', ...flags, program, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const ended = once(child, 'close');
  const rounds = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const round = JSON.parse(line);
    rounds.push(round);
    onRound(round);
  }
  const [code, signal] = await ended;
  const problem = code === 0 ? null : `the process ended with ${signal ?? code}: ${errors}`;
  return { rounds, problem };
}
