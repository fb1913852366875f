// The certificates of tests: those of @fdset/socket, for server.test and signed by an authority of their own.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of `ca`, `server`, `server-key`, `client` or `client-key`. */
export const pemPath = (name: string): string =>
  fileURLToPath(new URL(`../../../socket/test/fixtures/tls/${name}.pem`, import.meta.url));

export const pem = (name: string): string => readFileSync(pemPath(name), 'utf8');
