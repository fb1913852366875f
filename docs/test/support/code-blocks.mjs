// The code blocks of the Markdown pages. An HTML comment `<!-- given: ... -->` before a block declares what the block
// takes from the text around it; readers do not see it, the compiler does.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const BLOCK = /(?:<!-- given:\n(?<given>[^]*?)-->\n+)?^```(?<language>\w+)\n(?<code>[^]*?)^```$/gm;
// Decisions and reports tell what was, and their code may be of then.
const HISTORY = /^docs\/(decisions|reliability)\//;

/** Every page of the repository. */
export const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');

const blocksOf = (page) =>
  [...readFileSync(root + page, 'utf8').matchAll(BLOCK)].map(({ groups }, index) => ({
    id: `${page}#${index + 1}`,
    page,
    language: groups.language,
    code: groups.code,
    given: groups.given ?? '',
    // A block that begins with `// upper.js: ...` is that file.
    file: /^\/\/ (?<file>[\w-]+\.js)\b/.exec(groups.code)?.groups.file ?? null,
  }));

export const codeBlocks = pages.filter((page) => !HISTORY.test(page)).flatMap(blocksOf);

/** The blocks that are JavaScript or TypeScript. */
export const scripts = codeBlocks.filter(({ language }) => ['js', 'ts'].includes(language));

/** The blocks that are a file for others to import. */
export const files = scripts.filter(({ file }) => file !== null);

/** The blocks that are whole programs. */
export const programs = scripts.filter(({ file, given }) => file === null && given === '');

/** The blocks for a shell, line by line, without comments. */
export const shellLines = codeBlocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''))
  .filter((line) => line !== '');
