// A session at a terminal: every line that is typed is sent, what arrives is printed above the prompt.
import { Prompt } from '../../prompt.js';
import { UsageError } from '../exit-code.js';
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
}

/** Talks until the user or the peer ends it. */
export async function terminalSession(talk: Talk): Promise<SessionEnd> {
  const desk = makeDesk(talk);
  const { prompt, history, display, silence } = desk;
  const hearing = hear(talk, silence, (data) => display.received(data));
  try {
    const heard = await Promise.race([hearing, sendLines(desk), silence.over]);
    return judge(heard ?? 'silent', talk);
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
  return { talk, prompt, history, display, silence: new Silence() };
}

/** Sends what is typed; resolves when the user has ended the input and everything is sent, or has given up. */
async function sendLines(desk: Desk): Promise<Heard | 'left'> {
  const { talk, prompt, history, silence } = desk;
  const givenUp = prompt.givenUp.then(() => undefined);
  let sent: Promise<Heard | null> = Promise.resolve(null);
  for (;;) {
    const line = await Promise.race([prompt.next(), givenUp]);
    if (line === undefined) return 'left';
    if (line === null) break;
    history?.add(line.toString());
    // The prompt comes back at once: whether an answer follows, nobody here knows.
    sent = after(sent, () => sendLine(desk, line));
  }
  const failure = (await Promise.race([sent, givenUp])) ?? null;
  if (failure !== null) return failure;
  if (talk.options.wait === undefined) return 'left';
  if (talk.options.halfClose !== false) talk.channel.end();
  silence.arm(talk.waitMs);
  await givenUp;
  return 'left';
}

async function after(
  before: Promise<Heard | null>,
  send: () => Promise<Heard | null>,
): Promise<Heard | null> {
  return (await before) ?? send();
}

/** Null, or what listening does not tell: over datagrams only sending shows that nobody is there. */
async function sendLine({ talk, prompt, display }: Desk, line: Buffer): Promise<Heard | null> {
  try {
    const data = lineToSend(line, talk.options);
    await display.sent(data);
    await talk.channel.send(data);
  } catch (error) {
    if (error instanceof UsageError || error instanceof RangeError)
      prompt.print(Buffer.from(`fdset: ${error.message}\n`));
    else if (!talk.channel.hasEnd) return { error: error as Error };
  }
  return null;
}

function judge(heard: Heard | 'silent' | 'left', { peer, options }: Talk): SessionEnd {
  if (typeof heard === 'object') return lost(peer, heard.error);
  if (heard === 'answered' || heard === 'left') return plainEnd;
  if (options.once === true) return unanswered(peer);
  return heard === 'silent' ? plainEnd : closedByPeer(peer);
}
