// The counters of a server's processes and threads, from sender to sum.
import { AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CountReceiver, readReport } from '../../src/lab/counts/count-receiver.js';
import { CountSender } from '../../src/lab/counts/count-sender.js';
import { noCounts } from '../../src/lab/counts/counts.js';

const receiver = (): CountReceiver => {
  const one = new CountReceiver();
  onTestFinished(() => one.close());
  return one;
};

const report = { key: 'k', sender: 's', counts: noCounts() };

describe('the counts of a server', () => {
  it('are the sum of what its senders have reported last', () => {
    const all = receiver();
    for (const name of ['a', 'b']) {
      using sender = new CountSender(all.address, name);
      sender.counts.recvs = 2;
      sender.report();
      all.drain();
      sender.counts.recvs = 7;
      sender.counts.accepts = 1;
    }
    all.drain();
    expect(all.total()).toEqual({ ...noCounts(), recvs: 14, accepts: 2 });
  });

  it('are as right as before when reports were lost', () => {
    const all = receiver();
    // More than the queue has room for: nobody takes them meanwhile.
    const senders = Array.from({ length: 2000 }, (_, at) => new CountSender(all.address, `${at}`));
    const last = senders.pop()!;
    for (const sender of senders) {
      sender.counts.sends = 1;
      sender.report();
    }
    all.drain();
    expect(all.total().sends).toBeLessThan(senders.length);
    last.counts.sends = 5;
    last[Symbol.dispose]();
    const before = all.total().sends;
    all.drain();
    expect(all.total().sends).toBe(before + 5);
    for (const sender of senders) {
      sender[Symbol.dispose]();
      all.drain();
    }
    expect(all.total().sends).toBe(senders.length + 5);
  });

  it('do not keep a server from going on when the lab has gone', () => {
    const gone = new CountReceiver();
    using sender = new CountSender(gone.address, 'left');
    gone.close();
    sender.counts.recvs = 1;
    expect(() => sender.report()).not.toThrow();
  });

  it('ignore what has another key, or is no report', () => {
    const all = receiver();
    using stranger = new Socket(AF_UNIX, SOCK_DGRAM);
    stranger.connect({ path: all.address.path });
    const counts = { ...noCounts(), recvs: 9 };
    for (const key of ['', 'x', `${all.address.key}x`])
      stranger.send(Buffer.from(JSON.stringify({ key, sender: 'me', counts })));
    stranger.send(Buffer.from('{'));
    stranger.send(Buffer.alloc(2000, 'x'));
    stranger.send(Buffer.alloc(0));
    all.drain();
    expect(all.total()).toEqual(noCounts());
  });
});

describe('a report', () => {
  it('is read when it is whole', () => {
    expect(readReport(Buffer.from(JSON.stringify(report)))).toEqual(report);
  });

  it.each([
    ['null'],
    ['1'],
    ['[]'],
    ['{'],
    [JSON.stringify({ ...report, key: 5 })],
    [JSON.stringify({ ...report, sender: '' })],
    [JSON.stringify({ ...report, sender: 'x'.repeat(65) })],
    [JSON.stringify({ ...report, counts: null })],
    [JSON.stringify({ ...report, counts: { ...noCounts(), sends: -1 } })],
    [JSON.stringify({ ...report, counts: { ...noCounts(), sends: 0.5 } })],
    [JSON.stringify({ ...report, counts: { ...noCounts(), sends: '1' } })],
    [JSON.stringify({ ...report, counts: { ...noCounts(), sends: 2 ** 60 } })],
    [JSON.stringify({ ...report, counts: { recvs: 1 } })],
  ])('is not %s', (text) => {
    expect(readReport(Buffer.from(text))).toBeNull();
  });
});
