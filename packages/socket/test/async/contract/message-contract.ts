// What AsyncSocket does with sockets that keep the boundaries of messages.
import { closeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SOCK_DGRAM } from '../../../src/index.js';
import type { Driver } from '../../../src/async/index.js';
import { openFile } from './open-file.js';
import { messagePairs } from './pairs.js';

/** The contract of messages; each driver has its own. */
export const describeMessages = (driverName: string, driver: () => Driver | undefined): void => {
  describe.each(messagePairs)(`${driverName}: %s`, (_name, make) => {
    it('keeps the boundaries of messages, in order', async () => {
      const [a, b] = await make(driver());
      const received = Promise.all([b.recv(100), b.recv(100), b.recv(100)]);
      await a.send('one');
      await a.send('');
      await a.send('three');
      expect((await received).map(String)).toEqual(['one', '', 'three']);
    });

    it('a chunk is a message, an empty one too', async () => {
      const [a, b] = await make(driver());
      const chunks = b.chunks(100);
      const texts: string[] = [];
      for (const text of ['one', '', 'two']) {
        await a.send(text);
        const { value, done } = await chunks.next();
        texts.push(done === true ? 'the end' : String(value));
        if (done === true) break;
      }
      expect(texts).toEqual(b.type === SOCK_DGRAM ? ['one', '', 'two'] : ['one', 'the end']);
    });

    it('a send waits for room in the queue of the receiver', async () => {
      const [a, b] = await make(driver());
      const count = 2000;
      const sending = (async () => {
        for (let i = 0; i < count; i++) await a.send(`message ${i}`);
      })();
      for (let i = 0; i < count; i++) expect((await b.recv(100)).toString()).toBe(`message ${i}`);
      await sending;
    });

    it('passes descriptors with a message', async () => {
      const [a, b] = await make(driver());
      const fd = openFile(Buffer.from('passed'));
      const waiting = b.recvmsg(100, { maxFds: 1 });
      await a.sendmsg('file', { fds: [fd] });
      const { data, fds } = await waiting;
      expect(data.toString()).toBe('file');
      expect(fds).toHaveLength(1);
      for (const received of fds) closeSync(received);
    });
  });
};
