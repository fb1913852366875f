// The program of a fork server. What it does is loaded when it is known what was there before.
import { mayHaveWorkersNow } from './may-have-workers.js';

const mayHaveWorkers = mayHaveWorkersNow();
const { serveForked } = await import('./serve-forked.js');
void serveForked(mayHaveWorkers);
