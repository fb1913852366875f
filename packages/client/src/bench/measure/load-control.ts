// How the main thread directs those that load: one word to begin, one to stop, in shared memory, because a thread that waits for
// its sockets hears no messages.

const [BEGUN, STOPPED, WORDS] = [0, 1, 2] as const;
const START_OFFSET = WORDS * Int32Array.BYTES_PER_ELEMENT;

/** What all threads of a run share. */
export class LoadControl {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #start: Float64Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(START_OFFSET + 8)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, WORDS);
    this.#start = new Float64Array(memory, START_OFFSET, 1);
  }

  /** Lets all threads begin at a time of CLOCK_MONOTONIC. */
  begin(startMs: number): void {
    this.#start[0] = startMs;
    this.#set(BEGUN);
  }

  /** Ends the run early: what was measured so far counts. */
  stop(): void {
    this.#set(STOPPED);
    this.#set(BEGUN);
  }

  get isStopped(): boolean {
    return this.#words[STOPPED] === 1;
  }

  get hasBegun(): boolean {
    return Atomics.load(this.#words, BEGUN) === 1;
  }

  get startMs(): number {
    return this.#start[0] as number;
  }

  /** Blocks this thread until the run begins. */
  waitForBegin(): void {
    Atomics.wait(this.#words, BEGUN, 0);
  }

  #set(word: number): void {
    Atomics.store(this.#words, word, 1);
    Atomics.notify(this.#words, word);
  }
}
