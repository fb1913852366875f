// A session at a terminal: every line that is typed is sent, what arrives is printed above the prompt.
import { Prompt } from '../../prompt.js';
import { UsageError } from '../usage-error.js';
import { print } from '../standard-streams.js';
import { Display } from './display.js';
import { hear } from './hear.js';
import type { Heard } from './hear.js';
import { openHistory } from './history.js';
import type { History } from './history.js';
import { lineToSend } from './input-messages.js';
import { closedByPeer, lost, plainEnd, unanswered } from './session-end.js';
import type { SessionEnd } from './session-end.js';
import { Silence } from './silence.js';
import type { Talk } from './talk.js';

/** What a session at a terminal is made of. */
interface Desk {
  readonly talk: Talk;
  readonly prompt: Prompt;
  readonly history: History | null;
  readonly display: Display;
  readonly silence: Silence;
  /** The user has ended the input, and waits for what the peer still says. */
  isWaiting: boolean;
}

/** Talks until the user or the peer ends it. */
export async function terminalSession(talk: Talk): Promise<SessionEnd> {
  const desk = makeDesk(talk);
  const { prompt, history, display, silence } = desk;
  const hearing = hear(talk, silence, (data) => display.received(data));
  try {
    const heard = await Promise.race([hearing, sendLines(desk), silence.over]);
    return judge(heard ?? 'silent', desk);
  } finally {
    silence.close();
    prompt.close();
    history?.close();
    talk.channel.close();
  }
}

function makeDesk(talk: Talk): Desk {
  const { options, isByLine } = talk;
  const history = options.history === false ? null : openHistory();
  const prompt = new Prompt({ history: history?.lines ?? [] });
  const show = process.stdout.isTTY ? (data: Buffer): void => prompt.print(data) : print;
  const display = new Display({ isHex: options.hex === true, isByLine }, show);
  return { talk, prompt, history, display, silence: new Silence(), isWaiting: false };
}

/** Sends what is typed; resolves when the user has ended the input and everything is sent, or has given up. */
async function sendLines(desk: Desk): Promise<Heard | 'left'> {
  const { talk, prompt, history, silence } = desk;
  const givenUp = prompt.givenUp.then(() => undefined);
  let sent = Promise.resolve();
  for (;;) {
    const line = await Promise.race([prompt.next(), givenUp]);
    if (line === undefined) return 'left';
    if (line === null) break;
    history?.add(line.toString());
    // The prompt comes back at once: whether an answer follows, nobody here knows.
    sent = after(sent, () => sendLine(desk, line));
  }
  await Promise.race([sent, givenUp]);
  if (talk.options.wait === undefined) return 'left';
  if (talk.options.halfClose !== false) talk.channel.end();
  desk.isWaiting = true;
  silence.arm(talk.waitMs);
  await givenUp;
  return 'left';
}

async function after(before: Promise<void>, send: () => Promise<void>): Promise<void> {
  await before;
  await send();
}

/** Says why a line is not sent, and goes on; of a stream that is lost, listening tells. */
async function sendLine({ talk, prompt, display }: Desk, line: Buffer): Promise<void> {
  try {
    const data = lineToSend(line, talk.options);
    await display.sent(data);
    await talk.channel.send(data);
  } catch (error) {
    const isWrong = error instanceof UsageError || error instanceof RangeError;
    if (isWrong || !talk.channel.hasEnd)
      prompt.print(Buffer.from(`fdset: ${(error as Error).message}\n`));
  }
}

function judge(heard: Heard | 'silent' | 'left', { talk, isWaiting }: Desk): SessionEnd {
  const { peer, options } = talk;
  if (typeof heard === 'object') return lost(peer, heard.error);
  if (heard === 'answered' || heard === 'left') return plainEnd;
  if (options.once === true) return unanswered(peer);
  return heard === 'silent' || isWaiting ? plainEnd : closedByPeer(peer);
}
