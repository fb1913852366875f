// Measures the phases of a read for every model, transport and size, and prints them as bars with explanations.
import { SO_RCVLOWAT, SOL_SOCKET } from '@fdset/socket';
import type { Screen } from '../terminal/screen.js';
import { heading, item } from '../terminal/text.js';
import { UserError } from '../user-error.js';
import { sizeText } from '../walkthrough/numbers.js';
import { drawPhases } from './draw-phases.js';
import { explainPhases } from './explain-phases.js';
import type { PhasesRow } from './explain-phases.js';
import { measurePhases } from './measure.js';
import { Pairs } from './pairs.js';
import type { Transport } from './pairs.js';
import { openReader } from './read-models.js';
import type { ModelName } from './read-models.js';
import { showAsync } from './show-async.js';

export interface PhasesOptions {
  /** Messages per row. */
  readonly messages: number;
  /** An abort ends the measurement early. */
  readonly signal?: AbortSignal;
}

const DELAY_MS = 2;
const SMALL = 64;

type Case = readonly [model: ModelName, transport: Transport, bytes: number];

const cases: readonly Case[] = [
  ['blocking', 'TCP', SMALL],
  ['non-blocking', 'TCP', SMALL],
  ['select', 'TCP', SMALL],
  ['poll', 'TCP', SMALL],
  ['epoll', 'TCP', SMALL],
  ['selectAsync', 'TCP', SMALL],
  ['blocking', 'UDP', SMALL],
  ['blocking', 'Unix datagram', SMALL],
  ['blocking', 'TCP', 4 << 10],
  ['blocking', 'TCP', 64 << 10],
  ['blocking', 'TCP', 1 << 20],
];

/** Measures and prints; rejects with a UserError if the kernel has no time stamps. */
export async function showPhases(options: PhasesOptions, screen: Screen): Promise<void> {
  const { terminal } = screen;
  const title = '4.6.2 The phases of a read: waiting for data, wake-up, copying';
  screen.print(...heading(terminal, title));
  const pairs = await openPairs();
  try {
    const rows: PhasesRow[] = [];
    for (const [index, one] of cases.entries()) {
      screen.progress(
        `another thread sends each message ${DELAY_MS} ms after it was asked for`,
        index / cases.length,
        `: ${nameOf(one)}`,
      );
      rows.push(await measureCase(pairs, one, options));
    }
    screen.print(...drawPhases(terminal, rows));
    for (const text of explainPhases(rows)) screen.print(...item(terminal, text));
    const request = { bytes: SMALL, delayMs: DELAY_MS };
    await showAsync(pairs.reader('TCP'), { ...options, request }, screen);
  } finally {
    await pairs.close();
  }
}

async function openPairs(): Promise<Pairs> {
  try {
    return await Pairs.open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_FDSET_UNSUPPORTED') throw error;
    throw new UserError(`the phases need the kernel's time stamps: ${(error as Error).message}`);
  }
}

async function measureCase(
  pairs: Pairs,
  [model, transport, bytes]: Case,
  { messages, signal }: PhasesOptions,
): Promise<PhasesRow> {
  const socket = pairs.reader(transport);
  // SO_RCVLOWAT makes a stream ready only when the whole message is there; the kernel makes room for it.
  if (transport === 'TCP') socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, bytes);
  const reader = openReader(model, socket, Buffer.alloc(bytes, 1));
  try {
    const request = { delayMs: DELAY_MS, bytes };
    const phases = await measurePhases(socket, reader, { messages, request, signal });
    return { model, transport, bytes, ...phases };
  } finally {
    reader.close();
  }
}

function nameOf([model, transport, bytes]: Case): string {
  return `${model}, ${transport}, ${sizeText(bytes)}`;
}
