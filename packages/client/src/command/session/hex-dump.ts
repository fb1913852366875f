// Bytes for people: where, which, and what they are as text.

const ROW_BYTES = 16;
const HALF = ROW_BYTES / 2;
/** Two digits for each byte, and a space between two of them. */
const HALF_WIDTH = HALF * 3 - 1;

/** The dump of one direction, whose offsets count on from call to call. */
export class HexDump {
  readonly #mark: string;
  #offset = 0;

  /** @param mark - what each line begins with: `<` for what comes, `>` for what is sent. */
  constructor(mark: string) {
    this.#mark = mark;
  }

  /** The lines of the next bytes; a line is not continued by the next call, so that pieces are seen as they came. */
  lines(data: Uint8Array): string {
    const rows: string[] = [];
    for (let at = 0; at < data.length; at += ROW_BYTES)
      rows.push(this.#row(data.subarray(at, at + ROW_BYTES)));
    if (rows.length === 0) rows.push(this.#row(data));
    return rows.join('');
  }

  #row(bytes: Uint8Array): string {
    const offset = this.#offset.toString(16).padStart(8, '0');
    this.#offset += bytes.length;
    const digits = [bytes.subarray(0, HALF), bytes.subarray(HALF)].map(digitsOf);
    return `${this.#mark} ${offset}  ${digits.join('  ')}  |${textOf(bytes)}|\n`;
  }
}

const digitsOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join(' ')
    .padEnd(HALF_WIDTH);

const textOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  );
