// A client of any transport, for consecutive questions to any server of the demo.
import { connect } from '@fdset/client';
import type { Client } from '@fdset/client';
import { describeAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { isDatagram } from '../socketserver/names.js';

/** A guard against a server that hangs. A server that must start a process first may take seconds on a slow machine. */
export const PATIENCE_MS = 240_000;
const QUESTION = 'hello';
const ANSWERS = /^HELLO(_SB)?$/;

export class OneClient {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Connects to a server of this class. An abort of `signal` closes the client, and ends its waiting. */
  static async connect(server: string, address: Address, signal: AbortSignal): Promise<OneClient> {
    return new OneClient(await connect(urlOf(server, address), { signal, timeoutMs: PATIENCE_MS }));
  }

  /** Sends a question and checks the answer, which comes as one piece because it is so short. */
  async ask(): Promise<void> {
    await this.#client.send(QUESTION);
    const answer = String(await this.#client.receive({ timeoutMs: PATIENCE_MS }));
    if (!ANSWERS.test(answer)) throw new Error(`a client got ${answer} for ${QUESTION}`);
  }

  /** Ends the sending direction, and waits until the server has closed its end. */
  async leave(): Promise<void> {
    this.#client.end();
    const rest = await this.#client.receive({ timeoutMs: PATIENCE_MS });
    if (rest !== undefined)
      throw new Error(`a client got ${rest.toString()} where the end was due`);
    this.close();
  }

  close(): void {
    this.#client.close();
  }
}

function urlOf(server: string, address: Address): string {
  if ('path' in address)
    return `${isDatagram(server) ? 'unix+dgram' : 'unix'}:${address.path.toString()}`;
  return `${isDatagram(server) ? 'udp' : 'tcp'}://${describeAddress(address)}`;
}
