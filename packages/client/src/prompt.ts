// The document's prompt, `>>: `, on a terminal: it asks for a line, asks again after empty input, and ends with Ctrl-D and
// Ctrl-C. What the server says meanwhile is printed above it.
import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import type { Interface } from 'node:readline';

const PROMPT = '>>: ';
const LF = 0x0a;

/** A longer line without an end is not kept to be continued: it might not fit on the screen. */
const MOST_UNFINISHED_BYTES = 1024;

/** How a {@link Prompt} begins. */
export interface PromptOptions {
  /** Lines of earlier sessions, the last one at the end, which the arrow keys bring back as they do those of this one. */
  readonly history?: readonly string[] | undefined;
}

/** How many lines the arrow keys bring back. */
const HISTORY_LINES = 1000;

/** Reads lines from the terminal of stdin. The prompt is on stdout, or on stderr where only that is a terminal. */
export class Prompt {
  readonly #output: NodeJS.WriteStream;
  readonly #readline: Interface;
  readonly #lines: AsyncIterator<string>;
  #isAsking = false;
  #isClosed = false;
  /** What was printed last, as long as it is a line without an end: readline shows it as the first line of the prompt. */
  #unfinished: Buffer = Buffer.alloc(0);

  /** Resolves when the user has pressed Ctrl-C. */
  readonly givenUp: Promise<void>;

  constructor({ history = [] }: PromptOptions = {}) {
    this.#output = process.stdout.isTTY ? process.stdout : process.stderr;
    this.#readline = createInterface({
      input: process.stdin,
      output: this.#output,
      // readline has the last line first.
      history: history.toReversed(),
      historySize: HISTORY_LINES,
    });
    this.givenUp = new Promise((resolve) => this.#readline.once('SIGINT', resolve));
    this.#readline.once('close', () => (this.#isClosed = true));
    // After Ctrl-Z and `fg` readline leaves its input paused, and without a listener it would stay deaf.
    this.#readline.on('SIGCONT', () => this.#comeBack());
    this.#lines = this.#readline[Symbol.asyncIterator]();
  }

  /** Asks for a line that is not empty, and resolves to it without its line end, or to null after Ctrl-D. */
  async next(): Promise<Buffer | null> {
    for (;;) {
      this.#ask();
      const { value, done } = await this.#lines.next();
      this.#unfinished = Buffer.alloc(0);
      if (done === true) {
        this.close();
        return null;
      }
      this.#isAsking = false;
      if (value !== '') return Buffer.from(value);
    }
  }

  /** Prints what was received above the prompt and what is being typed. A line may come in several pieces. */
  print(data: Buffer): void {
    if (this.#isClosed) return void this.#output.write(data);
    const text = Buffer.concat([this.#unfinished, data]);
    const unfinished = text.subarray(text.lastIndexOf(LF) + 1);
    const canContinue = unfinished.length <= MOST_UNFINISHED_BYTES && isPlain(unfinished);
    this.#erase();
    this.#unfinished = canContinue ? unfinished : Buffer.alloc(0);
    if (canContinue) this.#output.write(text.subarray(0, text.length - unfinished.length));
    else this.#output.write(Buffer.concat([text, Buffer.of(LF)]));
    this.#show();
  }

  /** Stops reading and lets the program end, even while `next` is pending. */
  close(): void {
    this.#readline.close();
    if (this.#isAsking) this.#output.write('\n');
    // It came while nothing was asked, and no prompt has shown it.
    else this.#output.write(this.#unfinished);
    this.#unfinished = Buffer.alloc(0);
    this.#isAsking = false;
  }

  // After Ctrl-D lines that were typed ahead are still there, and a prompt would begin to read the terminal again.
  #ask(): void {
    if (this.#isClosed) return;
    this.#isAsking = true;
    this.#readline.setPrompt(this.#text());
    this.#readline.prompt();
  }

  #comeBack(): void {
    this.#readline.resume();
    this.#show();
  }

  /** Takes the prompt and what is being typed from the screen. */
  #erase(): void {
    if (!this.#isAsking) return;
    // A terminal without a cursor that could be moved (a shell in Emacs); readline asks the same.
    if (process.env['TERM'] === 'dumb') return void this.#output.write('\n');
    moveCursor(this.#output, 0, -this.#readline.getCursorPos().rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    // readline draws from the first row of what it drew last, which is where the cursor is now. The property has no
    // documentation, but readline is not told of a cursor that somebody else has moved in any other way.
    Object.assign(this.#readline, { prevRows: 0 });
  }

  #show(): void {
    if (!this.#isAsking || this.#isClosed) return;
    this.#readline.setPrompt(this.#text());
    this.#readline.prompt(true);
  }

  #text(): string {
    return this.#unfinished.length > 0 ? `${this.#unfinished.toString()}\n${PROMPT}` : PROMPT;
  }
}

/** Whether a text takes as much room on the screen as it has letters; control characters move the cursor. */
function isPlain(text: Buffer): boolean {
  return text.every((byte) => byte >= 0x20 && byte !== 0x7f);
}
