// Programs as users ship them: really bundled, then run. They are built inside the package, so that they find
// @fdset where it is installed.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsup';
import type { Options } from 'tsup';
import { afterAll, describe, expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';

const sources = fileURLToPath(new URL('../fixtures/bundled', import.meta.url));
const here = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

type Outcome = { answer?: string; name?: string; code?: string; message?: string };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const bundles = new Map<string, Promise<string>>();

/** Bundles the entries, once for the same options, and returns the folder. */
const bundle = (entries: Record<string, string>, options: Options = {}): Promise<string> => {
  const key = JSON.stringify([entries, options]);
  const made = bundles.get(key) ?? makeBundle(entries, options);
  bundles.set(key, made);
  return made;
};

const makeBundle = async (entries: Record<string, string>, options: Options): Promise<string> => {
  const outDir = mkdtempSync(join(here, '.tmp-bundle-'));
  folders.push(outDir);
  const entry = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, join(sources, file)]),
  );
  await build({
    config: false,
    silent: true,
    entry,
    outDir,
    format: 'esm',
    external: [/^@fdset\//],
    splitting: false,
    ...options,
  });
  return outDir;
};

/** Runs a program, and returns what it prints about its one request. */
const outcomeOf = async (program: string, server = 'ThreadingTCPServer'): Promise<Outcome> => {
  const env = { ...process.env, FDSET_SERVER: server };
  const { stdout } = await run(process.execPath, [program], { env });
  return JSON.parse(stdout.trim().split('\n')[0] ?? '') as Outcome;
};

const expectRefusal = (outcome: Outcome, why: RegExp): void => {
  expect(outcome).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_HANDLER_SOURCE' });
  expect(outcome.message).toMatch(why);
};

const referenceLine =
  /\{ module: new URL\('\.\/handler\.js', import\.meta\.url\), name: 'UpperHandler' \}/;
const byReference = { app: 'by-reference.mjs', upper: 'upper.mjs' };
const byClass = { app: 'by-class.mjs', upper: 'upper.mjs' };

describe('a bundled program', () => {
  // These cases have each way of bundling, and each way to start a worker.
  const some: [string, Options][] = [
    ['ThreadingTCPServer', {}],
    ['ForkingTCPServer', { splitting: true, minify: true }],
    ['ProcessPoolTCPServer', { minify: true }],
  ];
  const more: [string, Options][] = [
    ['ThreadingTCPServer', { splitting: true }],
    ['ThreadingTCPServer', { splitting: true, minify: true }],
    ['ThreadPoolTCPServer', { minify: true }],
  ];
  it.each(someOf([...some, ...more], some))(
    '%s: names the handler by its own entry (%j)',
    async (server, options) => {
      const folder = await bundle(byReference, options);
      expect(await outcomeOf(join(folder, 'app.js'), server)).toEqual({ answer: 'ASKED' });
    },
  );

  it('finds the class in a chunk that has kept its name', async () => {
    const folder = await bundle(byClass, { splitting: true });
    expect(await outcomeOf(join(folder, 'app.js'))).toEqual({ answer: 'ASKED' });
  });

  it('does not find it in a minified chunk, and is told what to write', async () => {
    const folder = await bundle(byClass, { splitting: true, minify: true });
    const outcome = await outcomeOf(join(folder, 'app.js'));
    expectRefusal(outcome, /chunk-\w+\.js exports no class 'UpperHandler'/);
    expectRefusal(outcome, referenceLine);
  });

  it('whose bundle has the class as well is told what to write', async () => {
    const folder = await bundle(byClass);
    const outcome = await outcomeOf(join(folder, 'app.js'));
    expectRefusal(outcome, /app\.js, which is the program itself/);
    expectRefusal(outcome, referenceLine);
  });

  it.each(someOf(['ThreadingTCPServer', 'ProcessPoolTCPServer'], ['ThreadingTCPServer']))(
    '%s: that is started by another file is not started on and on',
    async (server) => {
      const folder = await bundle(byClass);
      writeFileSync(join(folder, 'launcher.mjs'), "await import('./app.js');\n");
      const outcome = await outcomeOf(join(folder, 'launcher.mjs'), server);
      expectRefusal(outcome, /makes a server as soon as it is imported/);
      expectRefusal(outcome, referenceLine);
    },
  );

  it('that forgot the entry of its handler is told so', async () => {
    const folder = await bundle({ app: 'by-reference.mjs' });
    const outcome = await outcomeOf(join(folder, 'app.js'));
    expectRefusal(outcome, /there is no file .*upper\.js/);
    expectRefusal(outcome, /make the file of the handler an entry of its own/);
  });

  it('that took @fdset/socketserver in is told to leave it out', async () => {
    const folder = await bundle(byReference, {
      external: ['@fdset/posix', '@fdset/socket'],
      noExternal: ['@fdset/socketserver'],
    });
    expectRefusal(await outcomeOf(join(folder, 'app.js')), /external: \[\/\^@fdset\\\/\/\]/);
  });
});

it('a handler in TypeScript runs where Node imports that, and is refused elsewhere', async () => {
  const outcome = await outcomeOf(join(sources, 'by-typed.mjs'));
  if ((process.features as { typescript?: unknown }).typescript)
    expect(outcome).toEqual({ answer: 'ASKED' });
  else
    expectRefusal(
      outcome,
      /typed\.ts is TypeScript, .*name the compiled module, \{ module: new URL/,
    );
});

describe('a CommonJS program', () => {
  it.each(['by-class.cjs', 'by-reference.cjs'])('%s: runs on threads', async (file) => {
    expect(await outcomeOf(join(sources, file))).toEqual({ answer: 'ASKED' });
  });

  it('runs in processes', async () => {
    const outcome = await outcomeOf(join(sources, 'by-class.cjs'), 'ProcessPoolTCPServer');
    expect(outcome).toEqual({ answer: 'ASKED' });
  });

  it('that was bundled has no import.meta.url, and is told what to write', async () => {
    const folder = await bundle({ app: 'by-class.mjs' }, { format: 'cjs' });
    const outcome = await outcomeOf(join(folder, 'app.cjs'));
    expectRefusal(
      outcome,
      /source = \{ module: pathToFileURL\(__filename\), name: 'UpperHandler' \}/,
    );
  });

  it('that was bundled with a shim of it names the handler by its own entry', async () => {
    const folder = await bundle(
      { app: 'by-reference.mjs', upper: 'upper.mjs' },
      { format: 'cjs', shims: true, outExtension: () => ({ js: '.js' }) },
    );
    // A package inside another one does not find the outer one by its name.
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
    mkdirSync(join(folder, 'node_modules/@fdset'), { recursive: true });
    symlinkSync(dirname(here), join(folder, 'node_modules/@fdset/socketserver'));
    expect(await outcomeOf(join(folder, 'app.js'))).toEqual({ answer: 'ASKED' });
  });
});
