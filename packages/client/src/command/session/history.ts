// What was typed in earlier sessions: a file of lines, which only its owner reads. Sessions at the same time add to it by turns.
import {
  closeSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { say } from '../standard-streams.js';

/** How many lines are offered. */
const MOST_LINES = 1000;
/** The file is shortened when it has more. */
const MOST_BYTES = 256 * 1024;

/** The lines of a history, and the file that gets more of them. */
export class History {
  /** The earlier lines, the last one at the end. */
  readonly lines: readonly string[];
  readonly #fd: number;

  constructor(lines: readonly string[], fd: number) {
    this.lines = lines;
    this.#fd = fd;
  }

  /** Adds a line; one write, so that those of another session stay whole. */
  add(line: string): void {
    try {
      writeSync(this.#fd, `${line}\n`);
    } catch {
      // A full disk is no reason to end a conversation.
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/**
 * Opens the history of `FDSET_HISTORY`, else `fdset/history` in XDG_STATE_HOME; null when FDSET_HISTORY is empty, or when it cannot be
 * opened, which is said.
 */
export function openHistory(): History | null {
  const path = historyPath();
  if (path === '') return null;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openAt(path);
  } catch (error) {
    say(`the history is not kept: ${(error as Error).message}; FDSET_HISTORY= switches it off`);
    return null;
  }
}

function historyPath(): string {
  const { FDSET_HISTORY, XDG_STATE_HOME } = process.env;
  // The specification ignores relative paths.
  const state = XDG_STATE_HOME?.startsWith('/')
    ? XDG_STATE_HOME
    : join(homedir(), '.local', 'state');
  return FDSET_HISTORY ?? join(state, 'fdset', 'history');
}

function openAt(path: string): History {
  const fd = openSync(path, 'a+', 0o600);
  const stat = fstatSync(fd, { bigint: true });
  if (!stat.isFile()) return new History([], fd);
  fchmodSync(fd, 0o600);
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1).slice(-MOST_LINES);
  if (stat.size <= MOST_BYTES) return new History(lines, fd);
  closeSync(fd);
  shorten(path, lines);
  return new History(lines, openSync(path, 'a', 0o600));
}

// Another file in its place: whoever reads meanwhile reads the whole of one of them.
function shorten(path: string, lines: readonly string[]): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  renameSync(next, path);
}
