// Runs a program on a pseudo-terminal with Python's pty module (on_terminal.py).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const script = fileURLToPath(new URL('on_terminal.py', import.meta.url));

const withoutEscapes = (screen) => screen.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');

/** Runs a program with Node on a terminal and holds a dialogue with it. The last step must end the program. */
export const onTerminal = async (args, steps) => {
  // find-python.mjs has found the interpreter itself. Without site-packages it starts six times as fast.
  const python = ['-S', '-E', script, process.execPath, ...args];
  const child = spawn(process.env.PYTHON ?? 'python3', python);
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.on('error', () => {}).end(JSON.stringify(steps));
  const ended = once(child, 'close');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(errors);
  const { screen, exitCode } = JSON.parse(output);
  return { screen: withoutEscapes(screen), exitCode };
};
