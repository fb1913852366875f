import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { fixture } from '../support/programs.js';

const path = fixture('evaluated-program.mjs');
const cwd = fileURLToPath(new URL('../..', import.meta.url));
const names = ['ThreadingTCPServer', 'ForkingTCPServer', 'ProcessPoolTCPServer'];

// The flags that say which program Node runs, in their different spellings. A process for handlers that got them as well
// would run the program instead of its own, and so on without end. LEVEL prevents that.
const forms: [string, (code: string) => string[]][] = [
  ['-e', (code) => ['--input-type=module', '-e', code]],
  ['--eval=', (code) => ['--input-type=module', `--eval=${code}`]],
  ['--input-type in two words', (code) => ['--input-type', 'module', '--eval', code]],
  ['--inspect-port in two words', () => ['--inspect-port', '0', path]],
];

// All classes inherit flags in the same way, so one form runs with each class, and each form with one class. `npm test` runs
// that form with a thread and a process, and with a process a form in which the program is not among the flags.
const cases = forms.flatMap(([form, flags], i) =>
  names
    .filter((name) => i === 0 || name === 'ProcessPoolTCPServer')
    .map((name) => [form, name, flags] as const),
);

const isFirst = ([form, name]: (typeof cases)[number]): boolean =>
  form === '-e' ? name !== 'ForkingTCPServer' : form.startsWith('--inspect');

it.each(someOf(cases, cases.filter(isFirst)))(
  'a program started with %s: %s serves',
  (_, name, flags) => {
    const env = {
      ...process.env,
      NAME: name,
      BASE: new URL('../fixtures/x.mjs', import.meta.url).href,
    };
    const code = readFileSync(path, 'utf8');
    const { stdout, stderr } = spawnSync(process.execPath, flags(code), {
      cwd,
      env,
      encoding: 'utf8',
    });
    expect([stdout, stderr]).toEqual(['HELLO\n', '']);
  },
);

it.each(someOf(['ForkingTCPServer', 'ProcessPoolTCPServer'], ['ForkingTCPServer']))(
  '%s in a program that Node watches bears what Node says over the channel to its processes',
  (name) => {
    // `node --watch` starts the program itself with this variable.
    const env = { ...process.env, NAME: name, WATCH_REPORT_DEPENDENCIES: '1' };
    const { stdout } = spawnSync(process.execPath, [path], { cwd, env, encoding: 'utf8' });
    expect(stdout).toBe('HELLO\n');
  },
);
