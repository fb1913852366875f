// Who may ask the lab: only its own page. Another page in the same browser could send requests to this port, or have its own name resolved
// to 127.0.0.1 (DNS rebinding), so that Host and Origin must be the lab's, and each request of the API needs the token of the page.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TOKEN_HEADER } from '../protocol/routes.js';

const NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;

export class Access {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #token: Buffer;

  constructor(port: number, token: string) {
    const hosts = NAMES.map((name) => `${name}:${port}`);
    this.#hosts = new Set(hosts);
    this.#origins = new Set(hosts.map((host) => `http://${host}`));
    this.#token = digest(token);
  }

  /** Whether a request is for this server, and from its own page or from no page. */
  isLocal({ headers }: IncomingMessage): boolean {
    const { host, origin } = headers;
    if (host === undefined || !this.#hosts.has(host)) return false;
    return origin === undefined || this.#origins.has(origin);
  }

  /** Whether a request has the token; `query` counts only for the event stream, whose readers cannot set headers. */
  hasToken({ headers }: IncomingMessage, query: string | null): boolean {
    const given = headers[TOKEN_HEADER] ?? query;
    return typeof given === 'string' && timingSafeEqual(digest(given), this.#token);
  }
}

/** Of equal length for any text, so that the comparison tells nothing. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
