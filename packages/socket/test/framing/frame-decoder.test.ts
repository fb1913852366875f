import { expect, it } from 'vitest';
import { FrameDecoder, fixedLength, lines } from '../../src/framing/index.js';
import type { Framing } from '../../src/framing/index.js';
import { thrownBy } from '../support/sockets.js';

it('gives messages while bytes come, and what is left at the end', () => {
  const decoder = new FrameDecoder(lines());
  expect(decoder.next()).toBeUndefined();
  decoder.push(Buffer.from('one\ntwo\nthr'));
  expect([decoder.next(), decoder.next(), decoder.next()]).toEqual(['one', 'two', undefined]);
  decoder.push(Buffer.from('ee'));
  expect([decoder.next(), decoder.bufferedLength]).toEqual([undefined, 5]);
  decoder.end();
  expect([decoder.ended, decoder.next(), decoder.next()]).toEqual([true, 'three', undefined]);
});

it('refuses bytes behind the end', () => {
  const decoder = new FrameDecoder(lines());
  decoder.end();
  expect(thrownBy(() => decoder.push(Buffer.from('x')))).toMatchObject({
    code: 'ERR_FDSET_CLOSED',
  });
});

it('goes on with another framing over the same bytes', () => {
  const head = new FrameDecoder(lines({ newline: '\r\n' }));
  head.push(Buffer.from('3\r\nabc2\r\nde'));
  const bodies: string[] = [];
  for (const size of head) bodies.push(String(head.withFraming(fixedLength(Number(size))).next()));
  expect(bodies).toEqual(['abc', 'de']);
  const rest = head.withFraming(fixedLength(4));
  rest.push(Buffer.from('xyz'));
  expect([head.bufferedLength, String(head.takeBuffered()), rest.bufferedLength]).toEqual([
    3,
    'xyz',
    0,
  ]);
  rest.end();
  expect(head.ended).toBe(true);
});

it('has any framing that keeps the contract, and messages of any type but undefined', () => {
  const text = lines();
  const json: Framing<unknown> = {
    name: 'line of JSON',
    encode: (value) => text.encode(JSON.stringify(value)),
    decode: (queue) => {
      const line = text.decode(queue);
      return line === undefined ? undefined : JSON.parse(line);
    },
  };
  const decoder = new FrameDecoder(json);
  decoder.push(Buffer.concat([json.encode(null), json.encode({ a: [1] }), Buffer.from('{}')]));
  expect([...decoder]).toEqual([null, { a: [1] }]);
  decoder.end();
  expect(thrownBy(() => decoder.next())).toMatchObject({
    name: 'FrameError',
    code: 'ERR_FDSET_FRAME_TRUNCATED',
    message: 'the stream ended within a line of JSON, 2 bytes after its beginning',
  });
});

it('keeps what an error has left, and may be asked for it', () => {
  const decoder = new FrameDecoder(lines({ maxBytes: 3 }));
  decoder.push(Buffer.from('ok\nmore than three\n'));
  expect(decoder.next()).toBe('ok');
  expect(thrownBy(() => decoder.next()).name).toBe('FrameError');
  expect(String(decoder.takeBuffered())).toBe('more than three\n');
  decoder.push(Buffer.from('new\n'));
  expect(decoder.next()).toBe('new');
});

it.each([[lines], [null], ['\n'], [{}]])('refuses a framing that is none: %o', (framing) => {
  expect(thrownBy(() => new FrameDecoder(framing as never))).toMatchObject({
    name: 'TypeError',
    code: 'ERR_FDSET_INVALID_ARG_TYPE',
  });
});
