// The body of a request: JSON of a few KiB, or nothing.
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal.js';

const MOST_BYTES = 4096;
const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;

/** @throws {HttpRefusal} */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  if (!JSON_TYPE.test(request.headers['content-type'] ?? ''))
    throw new HttpRefusal(415, 'the body is application/json');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new HttpRefusal(413, `the body has at most ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new HttpRefusal(400, 'the body is no JSON');
  }
}
