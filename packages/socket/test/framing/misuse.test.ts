// Calls that a caller with the right names in mind writes wrongly.
import { describe, expect, it } from 'vitest';
import { lines, readFrames, writeFrame } from '../../src/framing/index.js';
import { memoryPair } from '../../src/testing/index.js';
import { ownedPair, thrownBy } from '../support/sockets.js';

const refused = { name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' };
const refusal = (call: () => unknown): string => {
  const error = thrownBy(call);
  expect(error).toMatchObject(refused);
  return error.message;
};

describe('writeFrame', () => {
  const write = writeFrame as (...args: readonly unknown[]) => unknown;

  it('says that the framing comes before the message', () => {
    const [a, b] = ownedPair();
    expect(refusal(() => write(a, 'x', lines()))).toContain('writeFrame(socket, framing, message)');
    expect(b.tryRecv(10)).toBeNull();
  });

  it('says that a function that makes a framing has to be called', () => {
    const [a] = ownedPair();
    expect(refusal(() => write(a, lines, 'x'))).toMatch(/not function: call it, as in lines\(\)/);
    expect(refusal(() => write(a, 'lines', 'x'))).toContain('such as lines() gives');
    expect(refusal(() => write(a, null, 'x'))).toContain('such as lines() gives');
  });

  it('says that a promise of a socket has to be awaited', () => {
    const promise = Promise.resolve(memoryPair()[0]);
    expect(refusal(() => write(promise, lines(), 'x'))).toContain(
      'a promise: write `await` before it',
    );
    const message = refusal(() => write(undefined, lines(), 'x'));
    expect(message).toContain('a sendall()');
    expect(message).not.toContain('await');
  });
});

describe('readFrames', () => {
  const read = readFrames as (...args: readonly unknown[]) => unknown;

  it('says that a promise of a socket has to be awaited, and so does lines', () => {
    const promise = Promise.resolve(memoryPair()[0]);
    expect(refusal(() => read(promise, lines()))).toContain('a promise: write `await` before it');
    expect(refusal(() => lines(promise as never))).toContain('a promise: write `await` before it');
    expect(refusal(() => read({}, lines()))).not.toContain('await');
  });

  it('says that a function that makes a framing has to be called', () => {
    expect(refusal(() => read(ownedPair()[0], lines))).toMatch(/call it, as in lines\(\)/);
  });
});
