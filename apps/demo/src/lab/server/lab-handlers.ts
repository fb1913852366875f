// The handler of the lab's servers on threads and in processes. This file is a bundle entry of its own, because those import it.
import { threadId } from 'node:worker_threads';
import { BaseRequestHandler } from '@fdset/socketserver';
import { CountSender } from '../counts/count-sender.js';
import { messageService } from './message-service.js';
import type { ServerConfig } from './server-config.js';

let handled = 0;

/** Serves one client with blocking calls to its end, and counts them. */
export class LabHandler extends BaseRequestHandler {
  static readonly source = { module: import.meta.url, name: 'LabHandler' };

  override handle(): void {
    const config = this.server.context as ServerConfig;
    handled += 1;
    using sender = new CountSender(config.counts, `${process.pid}.${threadId}.${handled}`);
    const service = messageService(config, sender.counts);
    const answer = service.open();
    for (let data = this.#receive(service.recvBytes, sender); data.length > 0;) {
      for (let rest = answer(data); rest.length > 0;) {
        sender.counts.sends += 1;
        rest = rest.subarray(this.request.send(rest));
      }
      this.request.recycle(data);
      data = this.#receive(service.recvBytes, sender);
    }
  }

  #receive(bytes: number, sender: CountSender): Buffer {
    sender.counts.recvs += 1;
    sender.report();
    return this.request.recv(bytes);
  }
}
