// The events of a run as Server-Sent Events. Each has its number as id, so that a browser that connects again gets what it does not have.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LabRun } from '../run/lab-run.js';

/** A reader that does not read is let go when so much waits for it: it may come again. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

export function streamEvents(
  run: LabRun,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const from = nextEvent(request);
  // 204 tells a browser not to come again.
  if (run.isOver && from >= run.length) return void response.writeHead(204).end();
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  const leave = run.read((event, index) => {
    response.write(`id: ${index}\ndata: ${JSON.stringify(event)}\n\n`);
    if (event.kind === 'run-ended') response.end();
    else if (response.writableLength > MOST_WAITING_BYTES) response.destroy();
  }, from);
  response.once('close', leave);
}

function nextEvent({ headers }: IncomingMessage): number {
  const last = headers['last-event-id'];
  return typeof last === 'string' && /^\d{1,9}$/.test(last) ? Number(last) + 1 : 0;
}
