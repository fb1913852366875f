// The web server of the lab: its page, and the API of ../protocol/routes.ts, for nobody but that page (access.ts).
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { checkConfig, checkModel, Refused } from '../check-config.js';
import type { Lab } from '../lab.js';
import { eventsPath, INFO_PATH, RUNS_PATH, stopPath, SYSCALLS_PATH } from '../protocol/routes.js';
import type { Access } from './access.js';
import { streamEvents } from './event-stream.js';
import { HttpRefusal } from './http-refusal.js';
import type { PageFile } from './page-files.js';
import { readBody } from './read-body.js';

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

interface LabWebOptions {
  readonly lab: Lab;
  readonly files: ReadonlyMap<string, PageFile>;
  /** Known when the server listens. */
  readonly access: () => Access;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export class LabWeb {
  readonly server: Server;
  readonly #options: LabWebOptions;

  constructor(options: LabWebOptions) {
    this.#options = options;
    this.server = createServer((request, response) => void this.#answer(request, response));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    try {
      await this.#route(request)(request, response);
    } catch (error) {
      this.#refuse(response, error);
    }
  }

  #refuse(response: ServerResponse, error: unknown): void {
    // Whoever asked has gone, perhaps in the middle of a body.
    if (response.headersSent || response.destroyed) return void response.destroy();
    // What is left of a body that is refused is not read.
    response.shouldKeepAlive = false;
    if (error instanceof Refused)
      return sendJson(response, 400, { field: error.field, message: error.message });
    if (error instanceof HttpRefusal)
      return sendJson(response, error.status, { message: error.message });
    process.stderr.write(`fdset-demo: ${error instanceof Error ? error.stack : String(error)}\n`);
    sendJson(response, 500, { message: 'the lab has failed: see its terminal' });
  }

  /** @throws {HttpRefusal} */
  #route(request: IncomingMessage): Answer {
    const { access, files } = this.#options;
    if (!access().isLocal(request))
      throw new HttpRefusal(403, 'only the page of this lab is answered');
    const url = urlOf(request);
    const file = files.get(url.pathname);
    if (file !== undefined) return only('GET', request, sendFile(file));
    const isStream = /^\/api\/runs\/[\w-]+\/events$/.test(url.pathname);
    const query = isStream ? url.searchParams.get('token') : null;
    if (!access().hasToken(request, query))
      throw new HttpRefusal(403, 'the token is missing or wrong');
    return this.#api(url.pathname, request);
  }

  #api(path: string, request: IncomingMessage): Answer {
    const { lab } = this.#options;
    if (path === INFO_PATH)
      return only('GET', request, (_, response) => sendJson(response, 200, lab.info()));
    if (path === RUNS_PATH) return only('POST', request, this.#startRun);
    if (path === SYSCALLS_PATH) return only('POST', request, this.#countCalls);
    const { run } = lab;
    if (run !== null && path === eventsPath(run.id))
      return only('GET', request, (_, response) => streamEvents(run, request, response));
    if (run !== null && path === stopPath(run.id))
      return only('POST', request, async (_, response) => {
        await run.stop();
        sendJson(response, 200, {});
      });
    throw new HttpRefusal(404, 'there is nothing here');
  }

  readonly #startRun: Answer = async (request, response) => {
    const config = checkConfig(await readBody(request));
    const { id } = await this.#options.lab.start(config);
    sendJson(response, 201, { runId: id });
  };

  readonly #countCalls: Answer = async (request, response) => {
    const model = checkModel(await readBody(request));
    sendJson(response, 200, await this.#options.lab.countCalls(model));
  };
}

function only(method: 'GET' | 'POST', request: IncomingMessage, answer: Answer): Answer {
  const isMethod = request.method === method || (method === 'GET' && request.method === 'HEAD');
  if (isMethod) return answer;
  throw new HttpRefusal(405, `only ${method} is answered here`);
}

const sendFile =
  ({ type, content }: PageFile): Answer =>
  (request, response) => {
    response.writeHead(200, { 'content-type': type, 'content-length': content.length });
    response.end(request.method === 'HEAD' ? undefined : content);
  };

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function urlOf({ url = '/' }: IncomingMessage): URL {
  try {
    return new URL(url, 'http://lab');
  } catch {
    throw new HttpRefusal(400, 'the path is none');
  }
}
