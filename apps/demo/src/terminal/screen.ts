// Writes lines to a stream and, while something takes its time, a line that says what: on a terminal it is rewritten, and gone when the
// next line is printed. There is no timer, which would wake the thread while it measures.
import { describeTerminal } from './terminal.js';
import type { Output, Terminal } from './terminal.js';
import { bar } from './bars.js';
import { padEnd, truncate } from './text.js';

export interface ScreenOptions {
  /** What becomes of progress that no terminal shows: lines, or nothing. */
  readonly piped?: 'lines' | 'nothing';
  readonly terminal?: Terminal;
}

const CLEAR_LINE = '\r\u001B[2K';
const BAR_COLUMNS = 12;

export class Screen {
  readonly terminal: Terminal;
  readonly #stream: Output & { write(text: string): unknown };
  readonly #piped: 'lines' | 'nothing';
  #isShowing = false;
  #lastPiped = '';

  constructor(
    stream: Output & { write(text: string): unknown } = process.stdout,
    { piped = 'lines', terminal = describeTerminal(stream) }: ScreenOptions = {},
  ) {
    this.#stream = stream;
    this.#piped = piped;
    this.terminal = terminal;
  }

  /** Prints lines, each for itself. */
  print(...lines: readonly string[]): void {
    this.endProgress();
    const { spell } = this.terminal.glyphs;
    for (const line of lines) this.#stream.write(`${spell(line)}\n`);
  }

  /**
   * Says what is being done; `share` (0 to 1) says how much of it is, and `detail` what exactly. In a pipe the same text is not repeated
   * for another detail.
   */
  progress(text: string, share?: number, detail = ''): void {
    const said = this.terminal.glyphs.spell(text);
    if (this.terminal.isLive) this.#rewrite(`${said}${detail}`, share);
    else if (this.#piped === 'lines' && text !== this.#lastPiped) this.#stream.write(`  ${said}\n`);
    this.#lastPiped = text;
  }

  /** Takes the line of progress away. */
  endProgress(): void {
    if (this.#isShowing) this.#stream.write(CLEAR_LINE);
    this.#isShowing = false;
  }

  #rewrite(text: string, share: number | undefined): void {
    const { terminal } = this;
    const { colors, columns } = terminal;
    const done =
      share === undefined ? '' : `${padEnd(bar(terminal, share, BAR_COLUMNS), BAR_COLUMNS)} `;
    this.#stream.write(CLEAR_LINE + colors.dim(truncate(`  ${done}${text}`, columns - 1)));
    this.#isShowing = true;
  }
}
