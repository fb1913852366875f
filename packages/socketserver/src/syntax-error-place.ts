// Where a module cannot be parsed. The error of `import()` does not say so: Node knows the place, and shows it only when
// the error ends a program. So a process reads the modules once more, and ends before the first of them would run.
import { execFile } from 'node:child_process';

const HEAD = /^((?:file:\/\/|\/).*):(\d+)$/m;
// All modules are read before the first one runs.
const ENDS_FIRST = "import 'data:text/javascript,process.exit()';";

/** `file:///app/handler.js:3`; null for another error, or when it cannot be told. */
export const placeOfSyntaxError = async (url: string, error: unknown): Promise<string | null> => {
  const { name, stack } = (error ?? {}) as Partial<Error>;
  if (name !== 'SyntaxError' || typeof stack !== 'string') return null;
  const [head = ''] = stack.split('\n');
  return HEAD.test(head) ? head : (HEAD.exec(await readElsewhere(url))?.[0] ?? null);
};

const readElsewhere = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const program = `${ENDS_FIRST} import ${JSON.stringify(url)};`;
    try {
      execFile(process.execPath, ['--input-type=module', '--eval', program], (_, __, stderr) =>
        resolve(stderr),
      );
    } catch {
      resolve(''); // No process is to be had (EMFILE, no permission): the place stays unknown.
    }
  });
