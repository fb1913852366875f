// Clients that stay, leave abruptly, never read or always ask, in the test's own process. The answers in whole
// conversations are tested with programs that others wrote (exchange-contract.ts).
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket as NetSocket } from 'node:net';
import { createConnection } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { onTestFinished } from 'vitest';

const host = '127.0.0.1';

/** Connects, waits for the answer to `text` if there is one, and stays until the test ends. */
export async function hold(port: number, text?: string): Promise<NetSocket & { answer: string }> {
  const client = Object.assign(connect(port, host), { answer: '' });
  client.on('error', () => {}).setEncoding('utf8');
  client.on('data', (data: string) => (client.answer += data));
  onTestFinished(() => void client.destroy());
  await once(client, 'connect');
  if (text === undefined) return client;
  client.write(text);
  await once(client, 'data');
  return client;
}

/** Connects, asks and leaves. Resolves with whether the answer was right. */
export async function isServed(port: number, text: string): Promise<boolean> {
  const client = await hold(port, text);
  client.destroy();
  return client.answer === `${text.toUpperCase()}_SB`;
}

/** Waits until a server that polls has answered others many times, so that it has had its chance to do what it can. */
export async function servesOthers(port: number): Promise<void> {
  for (let round = 0; round < 20; round += 1) await isServed(port, 'other');
}

/** Keeps a server busy: every connection always has a question under way. Resolves after a hundred answers. */
export async function flood(port: number, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => hold(port, 'hello')));
  let answers = 0;
  await new Promise<void>((resolve) => {
    for (const client of clients) {
      client.on('data', () => {
        answers += 1;
        if (answers === 100) resolve();
        client.write('hello');
      });
      client.write('hello');
    }
  });
}

/** Connects and leaves with an RST, either silently or with an answer under way. Returns the port that the client had. */
export function reset(port: number, manner: 'silent' | 'asked'): number {
  const conn = createConnection({ host, port });
  const { port: own } = conn.getsockname();
  if (manner === 'asked') conn.sendall('hello');
  closeAbruptly(conn);
  return own;
}

function closeAbruptly(conn: Socket): void {
  conn.setLinger(0);
  conn.close();
}

/** A client that sends and never reads. */
export class Greedy {
  readonly #conn: Socket;
  readonly #chunk = Buffer.alloc(64 * 1024, 'x');
  #taken = 0;

  constructor(port: number) {
    this.#conn = createConnection({ host, port });
    this.#conn.setblocking(false);
    onTestFinished(() => this.#conn.close());
  }

  /**
   * Sends until no more bytes are taken although the server had its chance, which `settle` waits for.
   * Resolves with how many bytes were taken. Gives up beyond `most`.
   */
  async untilStuck(settle: () => Promise<unknown>, most = Infinity): Promise<number> {
    for (let before = -1; before !== this.#taken && this.#taken <= most;) {
      before = this.#taken;
      this.#send();
      await settle();
      this.#send();
    }
    return this.#taken;
  }

  #send(): void {
    for (let sent = this.#conn.trySend(this.#chunk); sent >= 0;) {
      this.#taken += sent;
      sent = this.#conn.trySend(this.#chunk);
    }
  }

  leaveAbruptly(): void {
    closeAbruptly(this.#conn);
  }
}
