// A session at a terminal: every line that is typed is sent, what arrives is printed above the prompt.
import type { Socket } from '@fdset/socket';
import { Conversation } from '../conversation.js';
import { Prompt } from '../prompt.js';
import { closedByServer, lost, plainEnd } from './session-end.js';
import type { SessionEnd } from './session-end.js';
import { print } from './standard-streams.js';

/** Talks until the user or the server ends it. */
export async function terminalSession(socket: Socket, server: string): Promise<SessionEnd> {
  const prompt = new Prompt();
  const conversation = new Conversation(
    socket,
    process.stdout.isTTY ? (data) => prompt.print(data) : print,
  );
  try {
    const error = await Promise.race([sendLines(prompt, conversation), conversation.ended]);
    if (error === undefined) return plainEnd;
    return error === null ? closedByServer(server) : lost(server, error);
  } finally {
    prompt.close();
    conversation.close();
  }
}

/** Sends what is typed; resolves when the user has ended the input and everything is sent, or has given up. */
async function sendLines(prompt: Prompt, conversation: Conversation): Promise<undefined> {
  const givenUp = prompt.givenUp.then(() => undefined);
  let sent: Promise<boolean> = Promise.resolve(true);
  for (;;) {
    const line = await Promise.race([prompt.next(), givenUp]);
    if (line === undefined) return;
    if (line === null) break;
    // The prompt comes back at once: whether an answer follows, nobody here knows.
    sent = conversation.send(line);
  }
  await Promise.race([sent, givenUp]);
}
