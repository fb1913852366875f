// Progress: rewritten on a terminal, lines or nothing in a pipe.
import { describe, expect, it } from 'vitest';
import { Screen } from '../../src/terminal/screen.js';
import { terminalOf } from './on.js';

class Written {
  text = '';
  readonly isTTY?: boolean;
  write(text: string): void {
    this.text += text;
  }
}

describe('progress', () => {
  it('is one line on a terminal, gone before the next that is printed', () => {
    const stream = new Written();
    const screen = new Screen(stream, { terminal: terminalOf(60) });
    screen.progress('first');
    screen.progress('second');
    screen.print('result');
    screen.print('more');
    const clear = '\r\u001B[2K';
    expect(stream.text).toBe(`${clear}  first${clear}  second${clear}result\nmore\n`);
  });

  it('never fills a line of the terminal, whose next line would then begin', () => {
    const stream = new Written();
    new Screen(stream, { terminal: terminalOf(60) }).progress('x'.repeat(200), 0.5);
    expect(stream.text.length).toBeLessThanOrEqual(59 + '\r\u001B[2K'.length);
  });

  it('shows how much is done', () => {
    const stream = new Written();
    new Screen(stream, { terminal: terminalOf(60) }).progress('half', 0.5);
    expect(stream.text).toContain('██████       half');
  });

  it('is lines in a pipe, or nothing', () => {
    const [lines, nothing] = [new Written(), new Written()];
    new Screen(lines).progress('first');
    const screen = new Screen(nothing, { piped: 'nothing' });
    screen.progress('first');
    screen.print('result');
    expect([lines.text, nothing.text]).toEqual(['  first\n', 'result\n']);
  });
});
