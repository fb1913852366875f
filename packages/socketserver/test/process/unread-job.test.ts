// The server takes back a job that its process has not read. That may fail: strace makes it fail.
import { expect, it } from 'vitest';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';
import { fixture, hasTool, start } from '../support/programs.js';

const inject = 'inject=recvmsg:error=ENOMEM:when=1';
const canInject = hasTool('strace', ['-qq', '-o', '/dev/null', '-e', inject, 'true']);
const mayTrace = { ...needsThat(canInject, 'needs a strace that may inject'), ...needs('strace') };

const tell = async (error: string): Promise<unknown> => {
  const program = start(process.execPath, [fixture('unread-job.mjs'), error]);
  const told: unknown = JSON.parse(await program.next());
  expect(await program.exited).toEqual([0, null]);
  return told;
};

it('memory that is there again at the next try loses no request', mayTrace, async () => {
  expect(await tell('ENOMEM')).toEqual({
    answers: ['WORD', 'WORD', 'WORD'],
    errors: [],
    untaken: [],
    accepted: 3,
    finished: 3,
    failed: 0,
  });
});

it('a job that cannot be had back costs its request, and is told', mayTrace, async () => {
  expect(await tell('EPERM')).toEqual({
    answers: ['WORD', '', 'WORD'],
    errors: ['worker: ERR_FDSET_WORKER_ENDED'],
    untaken: ['EPERM recvmsg'],
    accepted: 3,
    finished: 2,
    failed: 1,
  });
});
