// Measures the timeline of one read of a model, a bundle entry, in a process without any load: another thread sends each message a moment
// after it was asked for. Models with a thread or process for a client are measured there. Prints it as a line of JSON, or why there is none.
import { SO_RCVLOWAT, SOL_SOCKET } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { measureAsync } from '../../phases/measure-async.js';
import { measurePhases } from '../../phases/measure.js';
import { Pairs } from '../../phases/pairs.js';
import { openReader } from '../../phases/read-models.js';
import type { ModelName } from '../../phases/read-models.js';
import type { ReadTimeline } from '../protocol/lab-event.js';
import type { ModelId } from '../protocol/run-config.js';
import { isOwnModel } from '../server/models.js';
import { measureInServer } from './measure-in-server.js';
import { asyncTimeline, syncTimeline } from './read-timeline.js';
import { timelineBytes } from './timeline-bytes.js';
import type { TimelineResult } from './timeline-bytes.js';

const READS = 40;
/** How long after the request the sender sends: long enough for every reader to wait. */
const DELAY_MS = 2;

const syncModels: Partial<Record<ModelId, ModelName>> = {
  nonblocking: 'non-blocking',
  select: 'select',
  poll: 'poll',
  epoll: 'epoll',
};

const { model, messageBytes } = JSON.parse(process.argv[2] ?? '') as {
  model: ModelId;
  messageBytes: number;
};
const bytes = timelineBytes(messageBytes);
const measurement = { messages: READS, request: { delayMs: DELAY_MS, bytes } };
const reads = { model, bytes, reads: READS };

async function measure(socket: Socket): Promise<ReadTimeline> {
  // A stream is ready only when the whole message is there.
  socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, bytes);
  if (model === 'async' || model === 'async-uring') {
    const name = model === 'async' ? 'selector' : 'uring';
    return asyncTimeline(reads, await measureAsync(name, socket, measurement));
  }
  const reader = openReader(syncModels[model] ?? 'blocking', socket, Buffer.alloc(bytes, 1));
  try {
    return syncTimeline(reads, await measurePhases(socket, reader, measurement));
  } finally {
    reader.close();
  }
}

async function result(): Promise<TimelineResult> {
  if (!isOwnModel(model)) {
    const { pid, threadId, phases } = await measureInServer(model, measurement);
    const thread = threadId === 0 ? 'main thread' : 'thread';
    const readBy = pid === process.pid ? thread : 'process';
    return { timeline: syncTimeline(reads, phases), readBy };
  }
  const pairs = await Pairs.open();
  try {
    return { timeline: await measure(pairs.reader('TCP')), readBy: 'main thread' };
  } finally {
    await pairs.close();
  }
}

const told: TimelineResult = await result().catch((error: Error) => ({ missing: error.message }));
process.stdout.write(`${JSON.stringify(told)}\n`);
