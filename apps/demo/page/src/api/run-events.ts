// Reads the events of a run. The browser connects again by itself; the server then tells all of them again from the beginning.
import type { LabEvent } from '../../../src/lab/protocol/lab-event.js';
import { eventsPath } from '../../../src/lab/protocol/routes.js';
import { token } from './lab-api.js';

/** For how long the browser may try to connect again before the lab counts as gone. */
const PATIENCE_MS = 6000;

/** Returns what ends the reading. `onLost` is called at most once, and nothing after it. */
export function readEvents(
  runId: string,
  onEvent: (event: LabEvent) => void,
  onLost: () => void,
): () => void {
  const source = new EventSource(`${eventsPath(runId)}?token=${encodeURIComponent(token)}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    clearTimeout(timer);
    source.close();
  };
  const lose = (): void => {
    end();
    onLost();
  };
  source.addEventListener('open', () => {
    clearTimeout(timer);
    timer = undefined;
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) lose();
    else timer ??= setTimeout(lose, PATIENCE_MS);
  });
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as LabEvent;
    if (event.kind === 'run-ended') end();
    onEvent(event);
  });
  return end;
}
