// HTTP/1.1 with keep-alive and pipelining: answers GET / with a text, and POST with what was sent.
// Run: node examples/src/http.mjs [port]
import { AsyncStreamRequestHandler, AsyncTCPServer } from '@fdset/socketserver';
import { portOr, serve } from './serve.mjs';

const MOST_HEADER_BYTES = 16 * 1024;
const MOST_BODY_BYTES = 1024 * 1024;

class HttpHandler extends AsyncStreamRequestHandler {
  static timeoutMs = 30_000;
  static disableNagleAlgorithm = true;

  async handle() {
    for (let request = await this.next(); request !== null; request = await this.next()) {
      const { status, body } = answerTo(request);
      const isLast = request.headers.get('connection') === 'close' || status >= 400;
      await this.wfile.write(responseHead(status, body, isLast));
      if (request.method !== 'HEAD') await this.wfile.write(body);
      if (isLast) return;
    }
  }

  /** The next request; null at the end of the connection. */
  async next() {
    const [line, ...fields] = await this.headLines();
    if (line === undefined) return null;
    const [method, path] = line.split(' ');
    const headers = new Map(fields.map(readField));
    const length = Number(headers.get('content-length') ?? 0);
    if (!(length >= 0 && length <= MOST_BODY_BYTES)) return { method, path, headers, body: null };
    return { method, path, headers, body: await this.rfile.read(length) };
  }

  async headLines() {
    const lines = [];
    for (let bytes = 0; bytes <= MOST_HEADER_BYTES;) {
      const line = await this.rfile.readline(MOST_HEADER_BYTES);
      bytes += line.length;
      const text = line.toString('latin1').trimEnd();
      if (line.length === 0 || (text === '' && lines.length > 0)) return lines;
      if (text !== '') lines.push(text);
    }
    return [];
  }
}

const readField = (line) => {
  const at = line.indexOf(':');
  return [
    line.slice(0, at).toLowerCase(),
    line
      .slice(at + 1)
      .trim()
      .toLowerCase(),
  ];
};

const answerTo = ({ method, path, body }) => {
  if (body === null) return { status: 413, body: Buffer.from('too much\n') };
  if (method === 'POST') return { status: 200, body };
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, body: Buffer.from('GET, HEAD and POST only\n') };
  return path === '/'
    ? { status: 200, body: Buffer.from('hello from fdset\n') }
    : { status: 404, body: Buffer.from('only / is here\n') };
};

const REASONS = {
  200: 'OK',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
};

const responseHead = (status, body, isLast) =>
  [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
    `Connection: ${isLast ? 'close' : 'keep-alive'}`,
    '\r\n',
  ].join('\r\n');

await serve(new AsyncTCPServer({ host: '127.0.0.1', port: portOr(8080) }, HttpHandler));
