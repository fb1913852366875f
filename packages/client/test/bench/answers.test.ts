// What an answer must be, and where it ends.
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { serve } from '../support/peers.js';
import { freshPath } from '../support/servers.js';
import { bench, benchOnce } from './support/bench.js';
import { answering, echo, echoInPieces } from './support/bench-servers.js';

const upper = answering((piece) => Buffer.from(piece.toString().toUpperCase()));

const framings =
  'lines crlf nul netstring varint len1 len2 len4 len8 len2le len4le len8le delimiter:|| fixed:5 fixed'.split(
    ' ',
  );

describe('fdset bench --framing', () => {
  it.each(someOf(framings, ['netstring', 'fixed']))(
    '%s: any frame is an answer',
    async (framing) => {
      let first = '';
      const noted = answering((piece) => {
        first ||= piece.toString('latin1');
        return piece;
      });
      const report = await bench(serve(noted).url, '--framing', framing, '--payload', 'hello');
      expect(report.answered).toBeGreaterThan(0);
      expect(report.errors.total).toBe(0);
      expect(first).toContain('hello');
      expect(first.length > 5).toBe(!framing.startsWith('fixed'));
    },
  );

  it.each(someOf(framings, ['crlf', 'varint']))(
    '%s: frames that come byte by byte are matched as a whole',
    async (framing) => {
      const { url } = serve(echoInPieces);
      const args = ['--framing', framing, '--payload', 'hello', '--expect', '^hello$'];
      const report = await bench(url, ...args, '--connections', '2');
      expect(report.answered).toBeGreaterThan(0);
      expect(report.errors.total).toBe(0);
    },
  );

  it.each(['echo', 'upper'])('lines: --expect %s compares the whole line', async (expectation) => {
    const { url } = serve(expectation === 'echo' ? echo : upper);
    const report = await bench(url, '--framing', 'lines', '--expect', expectation);
    expect(report.answered).toBeGreaterThan(0);
    expect(report.errors.total).toBe(0);
  });

  it('fixed: asks once to learn how long an answer is, which may come in several pieces', async () => {
    const answer = Buffer.alloc(300_000, 'answer');
    const { url } = serve(answering(() => answer));
    const args = ['--framing', 'fixed', '--payload', 'x', '--connections', '1', '--duration', '1s'];
    const report = await bench(url, ...args);
    expect(report.answered).toBeGreaterThan(0);
    expect(report.errors.total).toBe(0);
  });
});

describe('fdset bench --expect', () => {
  it('upper: takes the answer in upper case and no other', async () => {
    const right = await bench(serve(upper).url, '--expect', 'upper');
    expect([right.answered > 0, right.errors.total]).toEqual([true, 0]);
    const wrong = await bench(serve(echo).url, '--expect', 'upper');
    expect([wrong.answered, Object.keys(wrong.errors.byKind)]).toEqual([0, ['wrong answer']]);
  });

  it('any: takes whatever comes first', async () => {
    const { url } = serve(answering(() => Buffer.from('whatever')));
    const report = await bench(url, '--expect', 'any');
    expect([report.answered > 0, report.errors.total]).toEqual([true, 0]);
  });

  it('REGEX: what does not match is a wrong answer, and the connection goes on', async () => {
    let count = 0;
    const { url, connections } = serve(
      answering(() => Buffer.from(count++ % 2 === 0 ? '+GOOD\n' : '-BAD\n')),
    );
    const args = ['--framing', 'lines', '--expect', '^\\+', '--connections', '1'];
    const report = await benchOnce(url, ...args);
    expect(connections).toHaveLength(1);
    expect(report.errors.byKind).toEqual({ 'wrong answer': report.errors.total });
    expect(report.latency.count).toBe(report.answered);
    expect(Math.abs(report.answered - report.errors.total)).toBeLessThanOrEqual(2);
  });

  it('REGEX: without a framing the first piece is matched', async () => {
    const { url } = serve(answering(() => Buffer.from('OK 17')));
    const report = await bench(url, '--expect', '^OK \\d+$');
    expect([report.answered > 0, report.errors.total]).toEqual([true, 0]);
  });
});

describe('fdset bench --payload', () => {
  it('@FILE sends the bytes of the file', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const file = freshPath('request');
    writeFileSync(file, bytes);
    const received: Buffer[] = [];
    const noted = answering((piece) => {
      if (received.length === 0) received.push(Buffer.from(piece));
      return piece;
    });
    const report = await bench(serve(noted).url, '--payload', `@${file}`, '--connections', '1');
    expect(report.errors.total).toBe(0);
    expect(received[0]?.equals(bytes)).toBe(true);
  });
});
