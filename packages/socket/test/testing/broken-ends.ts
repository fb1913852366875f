// Streams of which each breaks one property of ending, of giving up, or of closing.
import { SHUT_WR } from '../../src/index.js';
import { NOTHING, abandoned, broken, quietly } from './broken-stream.js';
import type { BrokenStream } from './broken-stream.js';

export const brokenEnds: readonly BrokenStream[] = [
  broken(
    'half-close: the peer gets the rest and the end, and can still send',
    'closes both directions',
    /has rejected with/,
    (stream) => ({ shutdown: () => stream.close() }),
  ),
  broken(
    'half-close: the peer gets the rest and the end, and can still send',
    'still sends after shutdown',
    /sendall after shutdown has not rejected/,
    (stream) => ({ sendall: (data, options) => stream.sendall(data, options).catch(() => {}) }),
  ),
  broken(
    'end: what was sent before close arrives, then the end, which stays',
    'sends later, and drops what is left when it is closed',
    /0 bytes were received of 11 sent/,
    (stream) => ({
      sendall: async (data) => {
        setImmediate(() => quietly(stream.sendall(data)));
      },
    }),
  ),
  broken(
    'end: the end of the peer wakes a recv',
    'says the end as an error',
    /recv has rejected with Error: end/,
    (stream) => ({
      recv: async (maxBytes, options) => {
        const chunk = await stream.recv(maxBytes, options);
        if (chunk.length === 0) throw new Error('end');
        return chunk;
      },
    }),
  ),
  broken(
    'end: the end of the peer wakes a recv',
    'keeps its end to itself',
    /recv is still pending after/,
    () => ({ shutdown: () => {} }),
  ),
  broken(
    'end: a peer that closes wakes a sendall, and later ones fail',
    'closes by sending its end only',
    /sendall is still pending after/,
    (stream) => ({ close: () => stream.shutdown(SHUT_WR) }),
  ),
  broken(
    'sendall waits for a peer that does not receive',
    'takes everything at once',
    /sendall has ended although 2000 bytes are unread/,
    (stream) => ({
      sendall: async (data) => {
        quietly(stream.sendall(data));
      },
    }),
  ),
  broken(
    'an aborted recv rejects with the reason, and loses no byte',
    'rejects with an error of its own',
    /neither the signal's reason nor caused by it/,
    (stream) => ({
      recv: (maxBytes, options) =>
        stream.recv(maxBytes, options).catch(() => {
          throw new Error('aborted');
        }),
    }),
  ),
  broken(
    'an aborted recv rejects with the reason, and loses no byte',
    'writes to the buffer of whoever has gone',
    /recv is still pending after|has written to its buffer/,
    (stream) => ({ recvInto: (buffer, options) => abandoned(stream.recvInto(buffer), options) }),
  ),
  broken(
    'an abort at any moment loses no byte',
    'goes on reading for whoever has gone',
    /recv is still pending after|differ at byte/,
    (stream) => ({ recv: (maxBytes, options) => abandoned(stream.recv(maxBytes), options) }),
  ),
  broken(
    'a signal that is aborted before begins nothing',
    'looks at later aborts only',
    /recv has not rejected/,
    (stream) => ({ recv: (maxBytes, options) => abandoned(stream.recv(maxBytes), options) }),
  ),
  broken(
    'an aborted sendall tells how many bytes went',
    'does not tell it',
    /bytesSent is undefined, of 2000/,
    (stream) => ({
      sendall: (data, options) =>
        stream.sendall(data, options).catch((error: Error) => {
          throw error.cause;
        }),
    }),
  ),
  broken(
    'an aborted sendall tells how many bytes went',
    'tells a number that is too small',
    /1000 bytes were received of 0 sent/,
    (stream) => ({
      sendall: (data, options) =>
        stream.sendall(data, options).catch((error: Error) => {
          throw Object.assign(error, { bytesSent: 0 });
        }),
    }),
  ),
  broken(
    'a recv with a time limit rejects, not before it, and loses no byte',
    'has no time limit',
    /recv is still pending after/,
    (stream) => ({ recv: (maxBytes) => stream.recv(maxBytes) }),
  ),
  broken(
    'a recv with a time limit rejects, not before it, and loses no byte',
    'says the time limit as the end',
    /recv has not rejected/,
    (stream) => ({ recv: (...given) => stream.recv(...given).catch(() => NOTHING) }),
  ),
  broken(
    'a sendall with a time limit rejects, and tells how many bytes went',
    'goes on sending',
    /sendall is still pending after/,
    (stream) => ({ sendall: (data) => stream.sendall(data) }),
  ),
  broken(
    'close wakes what is under way, with ERR_FDSET_CLOSED',
    'leaves it waiting',
    /recv is still pending after/,
    () => ({ close: () => {} }),
  ),
  broken(
    'close wakes what is under way, with ERR_FDSET_CLOSED',
    'says that the stream has ended',
    /recv has not rejected/,
    (stream) => ({ recv: (...given) => stream.recv(...given).catch(() => NOTHING) }),
  ),
  broken(
    'after close every verb fails with ERR_FDSET_CLOSED, but close',
    'is closed once only',
    /close has rejected with Error: closed before/,
    (stream) => {
      let isClosed = false;
      return {
        close: () => {
          if (isClosed) throw new Error('closed before');
          isClosed = true;
          stream.close();
        },
      };
    },
  ),
  broken(
    'after close every verb fails with ERR_FDSET_CLOSED, but close',
    'fails with an error of the system',
    /recv has rejected with Error: EBADF \(undefined\), not ERR_FDSET_CLOSED/,
    (stream) => ({
      recv: (...given) =>
        stream.recv(...given).catch(() => {
          throw new Error('EBADF');
        }),
    }),
  ),
];
