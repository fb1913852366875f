// The program of a child process that was started for it.
import { Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler-source.js';
import { endBefore, leaveBegun, noteNoMore } from './begun-work.js';
import { hearStart } from './hear-start.js';
import { CHANNEL_FD } from './process-messages.js';
import { serveJobs } from './serve-jobs.js';

const run = async (): Promise<void> => {
  const { start, Handler } = await hearStart();
  const handlerOf = (): HandlerClass<unknown> => {
    noteNoMore();
    return Handler;
  };
  await serveJobs(Socket.fromFd(CHANNEL_FD), handlerOf, start);
  leaveBegun();
  endBefore();
};

void run();
