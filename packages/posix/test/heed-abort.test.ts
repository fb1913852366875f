import { getEventListeners, once } from 'node:events';
import { heedAbort } from '@fdset/posix';
import { describe, expect, it } from 'vitest';

describe('heedAbort', () => {
  it('adds one listener for all callbacks, and calls them in their order', () => {
    const controller = new AbortController();
    const called: number[] = [];
    for (let index = 0; index < 20; index++) heedAbort(controller.signal, () => called.push(index));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort();
    expect(called).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('a function given twice is called twice, and cancelled one at a time', () => {
    const controller = new AbortController();
    let calls = 0;
    const callback = (): void => void calls++;
    heedAbort(controller.signal, callback);
    const cancel = heedAbort(controller.signal, callback);
    heedAbort(controller.signal, callback);
    cancel();
    cancel();
    controller.abort();
    expect(calls).toBe(2);
  });

  it('leaves no listener when all are cancelled, and listens again for the next', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const cancels = [heedAbort(signal, () => {}), heedAbort(signal, () => {})];
    for (const cancel of cancels) cancel();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    let isCalled = false;
    heedAbort(signal, () => void (isCalled = true));
    cancels[0]?.();
    controller.abort();
    expect(isCalled).toBe(true);
  });

  it('a callback may cancel those after it', () => {
    const controller = new AbortController();
    const called: string[] = [];
    const cancels: (() => void)[] = [];
    heedAbort(controller.signal, () => cancels.forEach((cancel) => cancel()));
    cancels.push(heedAbort(controller.signal, () => called.push('cancelled')));
    heedAbort(controller.signal, () => called.push('kept'));
    controller.abort();
    expect(called).toEqual(['kept']);
  });

  it('an error of one is uncaught, and the others are called all the same', async () => {
    const others = process.rawListeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = once(process, 'uncaughtException') as Promise<[Error, string]>;
    const controller = new AbortController();
    let isCalled = false;
    heedAbort(controller.signal, () => {
      throw new Error('of the first');
    });
    heedAbort(controller.signal, () => void (isCalled = true));
    controller.abort();
    expect(isCalled).toBe(true);
    const [error] = await uncaught;
    for (const other of others) process.on('uncaughtException', other as () => void);
    expect(error.message).toBe('of the first');
  });

  it('refuses what is no signal and what is no function', () => {
    const { signal } = new AbortController();
    const coded = expect.objectContaining({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
    expect(() => heedAbort(undefined as never, () => {})).toThrow(coded);
    expect(() => heedAbort({} as never, () => {})).toThrow(coded);
    expect(() => heedAbort(signal, 'x' as never)).toThrow(coded);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
