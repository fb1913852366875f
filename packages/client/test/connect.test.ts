// What connect refuses.
import { lines } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';
import { connect } from '../src/index.js';
import { rejectionOf } from './support/rejection-of.js';

describe('connect', () => {
  it.each([
    ['tcp://localhost:1', { framing: 5 }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { framing: lines }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['udp://localhost:1', { framing: lines() }, 'ERR_FDSET_UNSUPPORTED'],
    ['tcp://localhost:1', { tls: {} }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { timeout: 5 }, 'ERR_FDSET_UNKNOWN_OPTION'],
    ['tcp://localhost:1', { timeoutMs: -1 }, 'ERR_FDSET_OUT_OF_RANGE'],
    ['tcp://localhost:1', { attemptDelayMs: -1 }, 'ERR_FDSET_OUT_OF_RANGE'],
    ['tcp://localhost:1', { requestTimeoutMs: '1' }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { maxPipelined: 0 }, 'ERR_FDSET_OUT_OF_RANGE'],
    ['tcp://localhost:1', { maxUnreadBytes: 0.5 }, 'ERR_FDSET_OUT_OF_RANGE'],
    ['tcp://localhost:1', { isAnswer: true }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { onReconnect: 5 }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { signal: 5 }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { reconnect: 5 }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { reconnect: { attempts: 0 } }, 'ERR_FDSET_OUT_OF_RANGE'],
    ['tcp://localhost:1', { reconnect: { tries: 1 } }, 'ERR_FDSET_UNKNOWN_OPTION'],
    ['tcp://localhost:1', null, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['localhost:1', {}, 'ERR_FDSET_INVALID_URL'],
  ])('to %s with %j rejects with %s, before it opens anything', async (url, options, code) => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    const error = await rejectionOf(connect(url, options as never));
    expect(error).toMatchObject({ code });
    expect(opened()).toEqual([]);
  });

  it('whose signal is aborted rejects with its reason', async () => {
    const signal = AbortSignal.abort(new Error('no more'));
    expect(await rejectionOf(connect('tcp://localhost:1', { signal }))).toBe(signal.reason);
  });
});
