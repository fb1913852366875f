// The program of a child that is a Node process of its own.
import { Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler/handler-source.js';
import { endProcess, lastWork, countResources } from '../worker/last-work.js';
import type { Resources } from '../worker/last-work.js';
import { deferEndSignals, receiveStart } from './receive-start.js';
import { CHANNEL_FD } from './process-messages.js';
import { serveJobs } from './serve-jobs.js';
import { serveTogether } from './serve-together.js';

const run = async (): Promise<void> => {
  deferEndSignals();
  const { start, Handler } = await receiveStart();
  // Resources are counted at the first job, because the module may begin some work shortly after it was loaded.
  let before: Resources | null = null;
  const handlerOf = (): HandlerClass<unknown> => {
    before ??= countResources();
    return Handler;
  };
  const serve = start.requestsPerWorker > 1 ? serveTogether : serveJobs;
  await serve(Socket.fromFd(CHANNEL_FD), handlerOf, start);
  await lastWork(before ?? countResources());
  endProcess();
};

void run();
