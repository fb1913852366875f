// Messages of a fixed size: echoed when they are whole, after the work of the handler.
import { CLOCK_THREAD_CPUTIME_ID, clockGettimeNs, monotonicMs } from '@fdset/posix';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noCounts } from '../../src/lab/counts/counts.js';
import { messageService } from '../../src/lab/server/message-service.js';
import type { Work } from '../../src/lab/server/message-service.js';

const work = (given: Partial<Work>): Work => ({
  messageBytes: 4,
  handlerCost: 'none',
  handlerMs: 0,
  ...given,
});

const cpuMs = (): number => Number(clockGettimeNs(CLOCK_THREAD_CPUTIME_ID)) / 1e6;

describe('the service of the lab', () => {
  it('echoes whole messages, however they are cut', () => {
    const piece = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.array(piece), (messageBytes, pieces) => {
        const answer = messageService(work({ messageBytes }), noCounts()).open();
        const sent = Buffer.concat(pieces);
        let [given, echoed] = [0, Buffer.alloc(0)];
        for (const one of pieces) {
          const data = Buffer.from(one);
          given += data.length;
          echoed = Buffer.concat([echoed, answer(data)]);
          // The memory of what was received is used again.
          data.fill(0);
          expect(echoed.length).toBe(given - (given % messageBytes));
        }
        expect(echoed).toEqual(sent.subarray(0, echoed.length));
      }),
    );
  });

  it('keeps the messages of its clients apart', () => {
    const service = messageService(work({}), noCounts());
    const [one, other] = [service.open(), service.open()];
    expect([one(Buffer.from('ab')).length, other(Buffer.from('xy')).length]).toEqual([0, 0]);
    expect([one(Buffer.from('cd')).toString(), other(Buffer.from('z')).length]).toEqual([
      'abcd',
      0,
    ]);
  });

  it('computes for each message, and takes processor time for it', () => {
    const answer = messageService(
      work({ handlerCost: 'compute', handlerMs: 10 }),
      noCounts(),
    ).open();
    const before = cpuMs();
    answer(Buffer.from('one!two!hal'));
    expect(cpuMs() - before).toBeGreaterThanOrEqual(20);
  });

  it('sleeps for each message, and takes no processor time for it', () => {
    const answer = messageService(
      work({ handlerCost: 'sleep', handlerMs: 100 }),
      noCounts(),
    ).open();
    const [before, cpuBefore] = [monotonicMs(), cpuMs()];
    answer(Buffer.from('one!two!hal'));
    const tookMs = monotonicMs() - before;
    expect(tookMs).toBeGreaterThanOrEqual(200);
    expect(cpuMs() - cpuBefore).toBeLessThan(tookMs / 2);
  });

  it('lets others go on while it sleeps, where nothing may block', async () => {
    const service = messageService(work({ handlerCost: 'sleep', handlerMs: 50 }), noCounts());
    const [one, other] = [service.openAsync(), service.openAsync()];
    const before = monotonicMs();
    const both = [one(Buffer.from('one!')), other(Buffer.from('two!'))];
    expect(both.every((answer) => answer instanceof Promise)).toBe(true);
    const answers = await Promise.all(both.map((answer) => Promise.resolve(answer)));
    expect(monotonicMs() - before).toBeGreaterThanOrEqual(49);
    expect(answers.map(String)).toEqual(['one!', 'two!']);
  });

  it('counts a message when it is answered, and no part of one', async () => {
    const counts = noCounts();
    const service = messageService(work({ handlerCost: 'sleep', handlerMs: 1 }), counts);
    const [answer, answerLater] = [service.open(), service.openAsync()];
    answer(Buffer.from('one!two!hal'));
    expect(counts.answers).toBe(2);
    answer(Buffer.from('f'));
    expect(counts.answers).toBe(3);
    const answering = answerLater(Buffer.from('one!'));
    expect(counts.answers).toBe(3);
    await answering;
    expect(counts.answers).toBe(4);
  });
});
