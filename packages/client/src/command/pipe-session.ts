// A session from a pipe or a file: every byte is sent as it is, then this side ends, and what arrives is printed until the server ends.
// No more of the input is read than the server takes, and no more is received than the reader of stdout takes.
import type { Socket } from '@fdset/socket';
import { Conversation } from '../conversation.js';
import { PipedInput } from './piped-input.js';
import { closedByServer, closedTooEarly, lost, plainEnd } from './session-end.js';
import type { SessionEnd } from './session-end.js';
import { print } from './standard-streams.js';

/** Talks until the server ends it. */
export async function pipeSession(socket: Socket, server: string): Promise<SessionEnd> {
  const input = new PipedInput();
  const conversation = new Conversation(socket, print);
  const sending = sendAll(conversation, input);
  try {
    const error = await Promise.race([conversation.ended, failureOf(sending)]);
    if (error !== null) return lost(server, error);
    const isAllSent = await Promise.race([sending, input.exhausted()]);
    if (isAllSent === undefined) return closedByServer(server);
    return isAllSent ? plainEnd : closedTooEarly(server);
  } finally {
    input.close();
    conversation.close();
  }
}

/** Resolves to whether the whole input was sent. */
async function sendAll(conversation: Conversation, input: PipedInput): Promise<boolean> {
  for await (const chunk of input.chunks()) if (!(await conversation.send(chunk))) return false;
  conversation.end();
  return true;
}

/** An input that cannot be read ends the session; one that has been sent does not. */
async function failureOf(sending: Promise<boolean>): Promise<never> {
  await sending;
  return new Promise<never>(() => {});
}
