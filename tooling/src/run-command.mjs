// Runs a command of a check to its end with its output collected, and turns a bad end into one error.
import { stripVTControlCharacters } from 'node:util';

import { runChild } from './run-child.mjs';
import { root } from './workspace.mjs';

/** Why a named check failed; `output` is what there is to see. */
export class CheckFailure extends Error {
  constructor(message, output = '') {
    super(message);
    this.output = output;
  }
}

// What the npm or pnpm that started us has set must not reach another one, but for how to get at a
// registry; nor must the path of another addon.
const isForeign = (name) => /^(p?npm_|INIT_CWD$|NODE_PATH$|FDSET_|TURBO)/i.test(name);
const isNetwork = (name) => /^npm_config_.*(registry|proxy|cafile|cache|userconfig)/i.test(name);

/** The environment of a command that has to work as on a user's machine. */
export const plainEnv = () => {
  const kept = Object.entries(process.env).filter(([name]) => !isForeign(name) || isNetwork(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', DO_NOT_TRACK: '1' };
};

// Only a guard against a command that hangs: on a slow, busy machine one may take many minutes.
const HANG_MS = 3_600_000;

const failure = ({ code, signal }, commandLine, output) =>
  new CheckFailure(`${commandLine}: ${signal ?? `exit code ${code}`}`, output);

/**
 * Resolves with the output (stdout and stderr as they came); rejects with a `CheckFailure`, or with
 * the reason of the signal `interrupt`.
 */
export const runCommand = async (command, args, options = {}) => {
  const { timeoutMs = HANG_MS, interrupt, ...rest } = options;
  const chunks = [];
  const onOutput = (chunk) => chunks.push(chunk);
  const limits = [AbortSignal.timeout(timeoutMs), interrupt].filter(Boolean);
  const signal = AbortSignal.any(limits);
  const commandLine = [command, ...args].join(' ');
  const output = () => stripVTControlCharacters(Buffer.concat(chunks).toString());
  try {
    const defaults = { cwd: root, env: plainEnv() };
    const result = await runChild(command, args, { ...defaults, ...rest, signal, onOutput });
    if (result.code === 0) return output();
    throw failure(result, commandLine, output());
  } catch (error) {
    if (error.name !== 'TimeoutError') throw error;
    throw new CheckFailure(`${commandLine}: not done after ${timeoutMs / 1000} s`, output());
  }
};
