// A program that a keeper has started: what it says, and how it ends.
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import type { KeeperReport, ProgramName } from './keeper-messages.js';

const MOST_TAIL_LINES = 8;
const MOST_LINE_LETTERS = 300;

interface KeptProgramEvents {
  started: [pid: number];
  line: [line: string];
  ended: [];
}

export class KeptProgram extends EventEmitter<KeptProgramEvents> {
  readonly name: ProgramName;
  /** 0 before it has started. */
  pid = 0;
  #end: string | null = null;
  readonly #tail: string[] = [];

  constructor(name: ProgramName) {
    super();
    this.name = name;
  }

  /** How it has ended, with its last words; null while it runs. */
  get end(): string | null {
    return this.#end;
  }

  /** Resolves with the first line from now on for which `isWanted`, or with null when it has ended without one. */
  async lineThat(isWanted: (line: string) => boolean): Promise<string | null> {
    return new Promise((resolve) => {
      if (this.#end !== null) return resolve(null);
      const hear = (line: string): void => {
        if (!isWanted(line)) return;
        this.off('line', hear);
        resolve(line);
      };
      this.on('line', hear).once('ended', () => resolve(null));
    });
  }

  /** Resolves when it has ended. */
  async ended(): Promise<string> {
    if (this.#end === null) await once(this, 'ended');
    return this.#end ?? '';
  }

  /** Hears of a report that is about it. */
  hear(report: KeeperReport): void {
    switch (report.kind) {
      case 'started':
        this.pid = report.pid;
        this.emit('started', report.pid);
        break;
      case 'line':
        this.emit('line', report.line);
        break;
      case 'complaint':
        this.#tail.push(report.line.slice(0, MOST_LINE_LETTERS));
        if (this.#tail.length > MOST_TAIL_LINES) this.#tail.shift();
        break;
      case 'ended':
        this.finish(report.signal ?? `exit code ${report.code}`);
    }
  }

  /** It has ended. */
  finish(how: string): void {
    if (this.#end !== null) return;
    this.#end = [how, ...this.#tail].join('\n');
    this.emit('ended');
  }
}
