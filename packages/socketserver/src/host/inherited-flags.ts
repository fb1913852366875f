// The flags of this process that its programs get as well, as Node's own forked programs do: all but those
// that say what this process runs. A program that ran that instead would start its own programs, and so on.

// With a value of their own, after `=` or as the next word.
const WITH_VALUE = new Set([
  '-e',
  '--eval',
  '-p',
  '-pe',
  '--print',
  '--input-type',
  '--inspect-port',
  '--debug-port',
  '--run',
  '--watch-path',
  '--experimental-sea-config',
]);
const ALONE = new Set(['-c', '--check', '-i', '--interactive', '--test', '--watch']);

/** The flags of `process.execArgv` for a program of its own; a debugger's port is this process's alone. */
export const inheritedFlags = (flags: readonly string[]): string[] => {
  const inherited: string[] = [];
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i] as string;
    // Node takes underscores for dashes.
    const [name = '', value] = flag
      .replace(/^--[^=]*/, (word) => word.replaceAll('_', '-'))
      .split('=', 2);
    if (WITH_VALUE.has(name)) i += value === undefined ? 1 : 0;
    else if (!ALONE.has(name) && !name.startsWith('--inspect')) inherited.push(flag);
  }
  return inherited;
};
