// Giving a call up, by a signal or by a time limit, loses no byte.
import { SHUT_WR, monotonicMs } from '@fdset/posix';
import { setImmediate } from 'node:timers/promises';
import { property } from '../stream-property.js';
import { claim, claimSame, pattern } from '../stream-trial.js';
import type { Begun, Failure, Trial } from '../stream-trial.js';
import type { OperationOptions } from '../../async/operation.js';

const LIMIT_MS = 10;

const claimReason = (error: Failure, { reason }: AbortSignal): void =>
  claim(
    error === reason || error.cause === reason,
    `the error is ${String(error)}, neither the signal's reason nor caused by it`,
  );

const claimTimeout = (error: Failure, startedMs: number): void => {
  claim(error.code === 'ETIMEDOUT', `the code is ${String(error.code)}, not ETIMEDOUT`);
  const tookMs = monotonicMs() - startedMs;
  claim(tookMs >= LIMIT_MS, `it has rejected after ${tookMs} of ${LIMIT_MS} ms`);
};

/** Gives up a `sendall` that is stuck; what the peer then gets is what `bytesSent` says. */
const giveUpSending = async (
  trial: Trial,
  options: OperationOptions,
  giveUp: (sending: Begun<unknown>) => Promise<Failure>,
): Promise<void> => {
  const { a, b } = trial;
  const flood = trial.flood();
  const error = await giveUp(trial.begin('sendall', () => a.sendall(flood, options)));
  const { bytesSent } = error;
  claim(
    Number.isInteger(bytesSent) && (bytesSent as number) < flood.length,
    `bytesSent is ${String(bytesSent)}, of ${flood.length}`,
  );
  await a.shutdown(SHUT_WR);
  claimSame(await trial.recvRest(b), flood.subarray(0, bytesSent as number));
};

/** The moments of an abort after a call has begun. */
const moments: (() => unknown)[] = [() => null, () => Promise.resolve(), () => setImmediate()];

/** Properties of giving up. */
export const givingUpProperties = [
  property('an aborted recv rejects with the reason, and loses no byte', async (trial) => {
    const { a, b } = trial;
    const controller = new AbortController();
    const { signal } = controller;
    const room = Buffer.alloc(4, '.');
    const receiving = trial.begin('recv', () => b.recv(10, { signal }));
    const into = trial.begin('recvInto', () => b.recvInto(room, { signal }));
    await trial.mustWait(receiving, 'nothing was sent');
    controller.abort(new Error('enough'));
    for (const one of [receiving, into]) claimReason(await trial.failure(one), signal);
    await trial.sendall(a, 'later');
    claimSame(await trial.recvAll(b, 5), Buffer.from('later'));
    claim(room.toString() === '....', 'an aborted recvInto has written to its buffer');
  }),

  property('an abort at any moment loses no byte', async (trial) => {
    const { a, b } = trial;
    const sent = pattern(400);
    const received: Buffer[] = [];
    const sends: Begun<unknown>[] = [];
    for (let round = 0; round < 100; round++) {
      const { signal, abort } = aborting();
      const room = Buffer.alloc(5);
      const receiving = trial.begin('recv', async () => {
        if (round % 4 < 2) return b.recv(room.length, { signal });
        return room.subarray(0, await b.recvInto(room, { signal }));
      });
      const part = sent.subarray(round * 4, round * 4 + 4);
      sends.push(trial.begin('sendall', () => a.sendall(part)));
      await moments[round % moments.length]?.();
      abort();
      const outcome = await trial.end(receiving);
      if ('result' in outcome) received.push(Buffer.from(outcome.result));
      else claimReason(outcome.error, signal);
    }
    const rest = await trial.recvAll(b, sent.length - Buffer.concat(received).length);
    claimSame(Buffer.concat([...received, rest]), sent);
    for (const one of sends) await trial.result(one);
  }),

  property('a signal that is aborted before begins nothing', async (trial) => {
    const { a, b } = trial;
    const signal = AbortSignal.abort(new Error('before'));
    await trial.sendall(a, 'one');
    claimReason(await trial.failure(trial.begin('recv', () => b.recv(9, { signal }))), signal);
    const data = Buffer.from('never');
    const error = await trial.failure(trial.begin('sendall', () => a.sendall(data, { signal })));
    claimReason(error, signal);
    claim(error.bytesSent === 0, `bytesSent is ${String(error.bytesSent)}, not 0`);
    await trial.sendall(a, 'two');
    claimSame(await trial.recvAll(b, 6), Buffer.from('onetwo'));
  }),

  property('an aborted sendall tells how many bytes went', async (trial) => {
    const { signal, abort } = aborting();
    await giveUpSending(trial, { signal }, async (sending) => {
      await trial.mustWait(sending, 'nobody receives');
      abort();
      const error = await trial.failure(sending);
      claimReason(error, signal);
      return error;
    });
  }),

  property('a recv with a time limit rejects, not before it, and loses no byte', async (trial) => {
    const { a, b } = trial;
    const startedMs = monotonicMs();
    const receiving = trial.begin('recv', () => b.recv(10, { timeoutMs: LIMIT_MS }));
    claimTimeout(await trial.failure(receiving), startedMs);
    await trial.sendall(a, 'late');
    claimSame(await trial.recvAll(b, 4), Buffer.from('late'));
  }),

  property('a sendall with a time limit rejects, and tells how many bytes went', async (trial) => {
    const startedMs = monotonicMs();
    await giveUpSending(trial, { timeoutMs: LIMIT_MS }, async (sending) => {
      const error = await trial.failure(sending);
      claimTimeout(error, startedMs);
      return error;
    });
  }),
];

const aborting = (): { signal: AbortSignal; abort: () => void } => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
};
