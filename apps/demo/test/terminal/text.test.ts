// Text by its width in columns, Chinese included.
import { describe, expect, it } from 'vitest';
import {
  displayWidth,
  heading,
  item,
  padEnd,
  padStart,
  prose,
  truncate,
} from '../../src/terminal/text.js';
import { WIDTHS, terminalOf } from './on.js';

const CHINESE =
  '当用户进程调用了select,那么整个进程会被block。而同时,kernel会“监视”所有select负责的socket,当任何一个socket中的数据准备好了,select就会返回。';
const ENGLISH =
  'When the process calls select, the whole process is blocked, and meanwhile the kernel watches all sockets.';

it('a Chinese character takes two columns, a colour none', () => {
  expect(displayWidth('阻塞IO')).toBe(6);
  expect(displayWidth('\u001B[31mred\u001B[39m')).toBe(3);
  expect(padEnd('阻塞', 6)).toBe('阻塞  ');
  expect(padStart('阻塞', 6)).toBe('  阻塞');
  expect(padEnd('阻塞', 2)).toBe('阻塞');
});

describe.each(WIDTHS)('prose on %i columns', (columns) => {
  const terminal = terminalOf(columns);

  it.each([CHINESE, ENGLISH])('fits, and loses nothing: %s', (text) => {
    const lines = prose(terminal, text, '  ');
    for (const line of lines) {
      expect(displayWidth(line)).toBeLessThanOrEqual(terminal.columns);
      expect(line.startsWith('  ')).toBe(true);
    }
    expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  });

  it('fills its lines with Chinese, and begins none with punctuation', () => {
    const lines = prose(terminal, CHINESE);
    for (const line of lines.slice(0, -1))
      expect(displayWidth(line)).toBeGreaterThan(terminal.columns - 'select'.length - 4);
    for (const line of lines) expect(line).not.toMatch(/^[,。”]/);
  });

  it('breaks English between words', () => {
    const words = prose(terminal, ENGLISH).flatMap((line) => line.split(' '));
    expect(words).toEqual(ENGLISH.split(' '));
  });

  it('indents the further lines of an item beneath the first', () => {
    const [first, ...rest] = item(terminal, ENGLISH);
    expect(first).toMatch(/^ {2}• When/);
    for (const line of rest) expect(line).toMatch(/^ {4}\S/);
  });
});

it('truncates by columns, without half a character', () => {
  expect(truncate('阻塞IO', 3)).toBe('阻');
  expect(truncate('blocking', 5)).toBe('block');
  expect(truncate('fits', 4)).toBe('fits');
});

it('a heading has an empty line before it, and is bold where there are colours', () => {
  expect(heading(terminalOf(80), 'Title')).toEqual(['', 'Title']);
  const [, title] = heading(terminalOf(80, { NO_COLOR: '', FORCE_COLOR: '1' }), 'Title');
  expect(title).toContain('\u001B[1m');
});
