import { closeSync } from 'node:fs';
import * as posix from '@fdset/posix';
import { describe, expect, it, onTestFinished } from 'vitest';
import { socketpair } from '../../src/index.js';
import { AsyncSocket } from '../../src/async/index.js';
import { describeBytesSent } from './contract/bytes-sent-contract.js';
import { describeAttempts } from './contract/attempt-contract.js';
import { describeCancelling } from './contract/cancel-contract.js';
import { describeProperties } from './contract/check-stream-contract.js';
import { describeKept } from './contract/kept-contract.js';
import { fillSendQueue, rejectionOf } from './contract/helpers.js';
import { describeHardCases } from './contract/hard-contract.js';
import { describeMessages } from './contract/message-contract.js';
import { describeMisuse } from './contract/misuse-contract.js';
import { ownedAsync } from './contract/pairs.js';
import { describeStreams } from './contract/stream-contract.js';
import { describeVerbs } from './contract/verb-contract.js';

describeStreams('selector driver', () => undefined);
describeVerbs('selector driver', () => undefined);
describeAttempts('selector driver', () => undefined);
describeCancelling('selector driver', () => undefined);
describeBytesSent('selector driver', () => undefined);
describeMisuse('selector driver', () => undefined);
describeProperties('selector driver', () => undefined);
describeMessages('selector driver', () => undefined);
describeKept('selector driver', () => undefined);
describeHardCases('selector driver', () => undefined);

describe('selector driver: a descriptor that other code has closed', () => {
  it('troubles no other socket', async () => {
    const [ours, peer] = socketpair();
    onTestFinished(() => peer.close());
    const broken = AsyncSocket.from(ours);
    const others = socketpair().map((one) => ownedAsync(AsyncSocket.from(one))) as [
      AsyncSocket,
      AsyncSocket,
    ];
    const waiting = others[0].recv(10);
    // It is registered for writing, for which nobody waits any more, and a duplicate keeps its entry in the set.
    await fillSendQueue(broken);
    const controller = new AbortController();
    const sending = rejectionOf(broken.sendall('more', { signal: controller.signal }));
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    controller.abort();
    await sending;
    const copy = posix.dup(broken.fileno());
    closeSync(broken.fileno());
    peer.setblocking(false);
    while ((peer.tryRecv(1 << 20)?.length ?? 0) > 0);
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    await others[1].sendall('unharmed');
    expect(String(await waiting)).toBe('unharmed');
    posix.close(copy);
    expect(() => broken.close()).toThrow(expect.objectContaining({ code: 'EBADF' }) as Error);
  });
});
