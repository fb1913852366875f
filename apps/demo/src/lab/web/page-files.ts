// The files of the built page. Which there are is read once, so that no request names a path: it is looked up, and what is not there is not
// found.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PAGE_PATH } from '../protocol/routes.js';
import { UserError } from '../../user-error.js';

export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const TOKEN_META = '<meta name="fdset-token" content="';

/** All files by the path of their URL; the page has the token in it. @throws {UserError} where it is not built */
export function pageFiles(token: string): ReadonlyMap<string, PageFile> {
  const folder = fileURLToPath(new URL('./page', import.meta.url));
  const files = new Map<string, PageFile>();
  for (const path of filesIn(folder)) {
    const type = TYPES[extname(path)];
    const name = relative(folder, path).split(sep).join('/');
    if (type !== undefined) files.set(`/${name}`, { type, content: readFileSync(path) });
  }
  const page = files.get('/index.html');
  if (page === undefined)
    throw new UserError(
      'the page of the lab is not built: npx turbo run build --filter=@fdset/demo',
    );
  files.delete('/index.html');
  return files.set(PAGE_PATH, { ...page, content: withToken(page.content, token) });
}

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function withToken(page: Buffer, token: string): Buffer {
  const text = page.toString();
  if (!text.includes(TOKEN_META)) throw new Error('the page has no place for the token');
  return Buffer.from(text.replace(TOKEN_META, `${TOKEN_META}${token}`));
}
