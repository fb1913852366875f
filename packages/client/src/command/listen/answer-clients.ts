// Answers all clients at once, each as fast as it takes its answers.
import { describeAddress } from '@fdset/socket';
import type { AsyncSocket } from '@fdset/socket/async';
import { MESSAGE_BYTES } from '../../connection/carry.js';
import type { Channel } from '../channel/channel.js';
import type { Arrival, Door } from '../channel/door.js';
import { explainError } from '../explain-error.js';
import type { Answer } from './answers.js';

/** How clients are answered. */
export interface Answering {
  /** Makes the answers of one client. */
  readonly answer: () => Answer;
  /** Ends after the first client, or the first datagram. */
  readonly once: boolean;
  /** Hears of what happens to clients. */
  readonly tell: (line: string) => void;
}

/** Answers whoever comes in, for ever or `once`. */
export async function answerStreams(door: Door, answering: Answering): Promise<void> {
  if (answering.once) return answerClient(await door.accept(), answering, () => door.shut());
  for (;;) void answerClient(await door.accept(), answering);
}

async function answerClient(
  { peer, open }: Arrival,
  { answer, tell }: Answering,
  onOpen: () => void = () => {},
): Promise<void> {
  onOpen();
  tell(`client ${peer} connected`);
  let channel: Channel | null = null;
  try {
    channel = await open();
    await answerChannel(channel, answer);
    tell(`client ${peer} ended`);
  } catch (error) {
    tell(`client ${peer} was lost: ${explainError(error)}`);
  } finally {
    channel?.close();
  }
}

async function answerChannel(channel: Channel, makeAnswer: () => Answer): Promise<void> {
  // A message is whole: nothing of it is kept for the next one.
  const ofStream = makeAnswer();
  const answer: Answer = channel.keepsBorders ? (data) => makeAnswer()(data) : ofStream;
  for (let data = await channel.receive(); data !== null; data = await channel.receive())
    await channel.send(answer(data));
}

/** Answers every datagram to where it came from. */
export async function answerDatagrams(
  socket: AsyncSocket,
  { answer, once, tell }: Answering,
): Promise<void> {
  do {
    const [data, address] = await socket.recvfrom(MESSAGE_BYTES);
    if (address === null) {
      tell('a client without a name cannot be answered');
      continue;
    }
    try {
      await socket.sendto(answer()(data), address);
    } catch (error) {
      tell(`client ${describeAddress(address)} was not answered: ${explainError(error)}`);
    }
  } while (!once);
}
