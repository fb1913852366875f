// The program of a child process that was started for it.
import { Socket } from '@fdset/socket';
import { hearStart } from './hear-start.js';
import { CHANNEL_FD } from './process-messages.js';
import { serveJobs } from './serve-jobs.js';

const run = async (): Promise<void> => {
  const { start, Handler } = await hearStart();
  await serveJobs(Socket.fromFd(CHANNEL_FD), () => Handler, start);
};

void run();
