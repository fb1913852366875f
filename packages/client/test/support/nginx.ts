// nginx, one process in the foreground, which is killed with the test. It answers every request with `hello`.
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Running } from './run-fdset.js';
import { freshPath } from './servers.js';

/** Starts it on addresses as nginx writes them; resolves when it listens. */
export async function startNginx(addresses: readonly string[], settings: string): Promise<void> {
  const path = freshPath('nginx.conf');
  const folder = dirname(path);
  writeFileSync(path, configuration(folder, addresses, settings));
  const nginx = new Running('nginx', ['-p', folder, '-c', path, '-e', 'stderr'], 'pipe');
  await nginx.complains('getrlimit');
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

// A master that is killed leaves its worker behind.
const configuration = (folder: string, addresses: readonly string[], settings: string): string => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  ${TEMPORARY.map((name) => `${name}_temp_path ${folder};`).join('\n  ')}
  server {
    ${addresses.map((address) => `listen ${address};`).join('\n    ')}
    ${settings}
    location / {
      return 200 hello;
    }
  }
}
`;
