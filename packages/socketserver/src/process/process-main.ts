// The program of a child process that was started for it.
import { Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler/handler-source.js';
import { endProcess, lastWork, resourcesNow } from '../worker/last-work.js';
import type { Resources } from '../worker/last-work.js';
import { deferEndings, receiveStart } from './receive-start.js';
import { CHANNEL_FD } from './process-messages.js';
import { serveJobs } from './serve-jobs.js';

const run = async (): Promise<void> => {
  deferEndings();
  const { start, Handler } = await receiveStart();
  // Some of what the module begins, it begins a little after it was loaded.
  let before: Resources | null = null;
  const handlerOf = (): HandlerClass<unknown> => {
    before ??= resourcesNow();
    return Handler;
  };
  await serveJobs(Socket.fromFd(CHANNEL_FD), handlerOf, start);
  await lastWork(before ?? resourcesNow());
  endProcess();
};

void run();
