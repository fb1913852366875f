// HTTP/1.0, GET and HEAD of files below a folder, which is the server's context.
import { openSync, closeSync, fstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { StreamRequestHandler } from '@fdset/socketserver';

const LONGEST_LINE = 8192;

export class StaticFilesHandler extends StreamRequestHandler {
  static source = { module: import.meta.url, name: 'StaticFilesHandler' };
  /** A client that takes nothing, or says nothing, for so long is let go. */
  static timeoutMs = 60_000;

  handle() {
    const [method, target = ''] = this.rfile.readline(LONGEST_LINE).toString().split(' ');
    while (this.rfile.readline(LONGEST_LINE).length > 2);
    if (method !== 'GET' && method !== 'HEAD') return this.refuse('501 Not Implemented');
    const path = this.pathOf(target);
    if (path === null) return this.refuse('404 Not Found');
    const file = openSync(path, 'r');
    try {
      this.send(file, method === 'GET');
    } finally {
      closeSync(file);
    }
  }

  // Symbolic links and .. are followed first and judged by where they lead. What has a dot in front, as .git and .env, is
  // not meant for others.
  pathOf(target) {
    const folder = realpathSync(this.server.context);
    try {
      const path = realpathSync(join(folder, decodeURIComponent(target.split('?')[0])));
      const isServed = path.startsWith(folder + sep) && !path.includes(`${sep}.`, folder.length);
      return isServed ? path : null;
    } catch {
      return null;
    }
  }

  send(file, withBody) {
    const stat = fstatSync(file);
    if (!stat.isFile()) return this.refuse('404 Not Found');
    this.wfile.write(`HTTP/1.0 200 OK\r\nContent-Length: ${stat.size}\r\n\r\n`);
    if (withBody && stat.size > 0) this.request.sendfile(file);
  }

  refuse(status) {
    this.wfile.write(`HTTP/1.0 ${status}\r\nContent-Length: 0\r\n\r\n`);
  }
}
