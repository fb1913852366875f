// The handlers of the document's socketserver examples. This file is a module and a bundle entry of its own, because threads and
// processes import it.
import {
  AsyncDatagramRequestHandler,
  AsyncStreamRequestHandler,
  BaseRequestHandler,
  DatagramRequestHandler,
} from '@fdset/socketserver';
import { isInetAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { say } from '../say.js';
import { answerTo, upper } from '../upper.js';

const hostOf = (address: Address | null): string => {
  if (address === null) return 'somebody';
  return isInetAddress(address) ? address.host : address.path.toString() || 'somebody';
};

/** The document's two prints in one write, so that those of several threads and processes do not mix. */
const tellWho = (address: Address | null, data: Buffer): void =>
  say(`${hostOf(address)} wrote:\n${data.toString()}`);

/** Python's bytes.strip(). */
const strip = (data: Buffer): Buffer => Buffer.from(data.toString('latin1').trim(), 'latin1');

/** The example of 4.6.3: one chunk, stripped, printed and sent back in upper case. */
export class DocumentHandler extends BaseRequestHandler {
  static readonly source = { module: import.meta.url, name: 'DocumentHandler' };

  override handle(): void {
    const received = this.request.recv(1024);
    // The client has sent nothing, such as a client that only checks whether a server is there.
    if (received.length === 0) return;
    const data = strip(received);
    tellWho(this.clientAddress, data);
    this.request.sendall(upper(data));
  }
}

/** The same for a datagram. */
export class DocumentDatagramHandler extends DatagramRequestHandler {
  static readonly source = { module: import.meta.url, name: 'DocumentDatagramHandler' };

  override handle(): void {
    const data = strip(this.packet);
    tellWho(this.clientAddress, data);
    this.wfile.write(upper(data));
  }
}

/** The same as a promise, for servers whose requests share the event loop. */
export class AsyncDocumentHandler extends AsyncStreamRequestHandler {
  static readonly source = { module: import.meta.url, name: 'AsyncDocumentHandler' };

  override async handle(): Promise<void> {
    const received = await this.connection.recv(1024);
    if (received.length === 0) return;
    const data = strip(received);
    tellWho(this.clientAddress, data);
    await this.wfile.write(upper(data));
  }
}

export class AsyncDocumentDatagramHandler extends AsyncDatagramRequestHandler {
  static readonly source = { module: import.meta.url, name: 'AsyncDocumentDatagramHandler' };

  override async handle(): Promise<void> {
    const data = strip(this.packet);
    tellWho(this.clientAddress, data);
    await this.wfile.write(upper(data));
  }
}

/** The conversation of the blocking server: every chunk is answered until the client ends. */
export class ConversationHandler extends BaseRequestHandler {
  static readonly source = { module: import.meta.url, name: 'ConversationHandler' };

  override handle(): void {
    const { request } = this;
    for (const data of request.chunks(1024)) request.sendall(answerTo(data));
  }
}
