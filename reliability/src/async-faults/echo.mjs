// Connections that echo, whose ends go on after every injected error: the call was not made, so nothing is lost.
import { createListener } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';

import { somePart, someSize } from '../async-chaos/pattern.mjs';

/** One place where errors are judged: `attempt` repeats a call until it succeeds. */
export class Echo {
  #chance;
  #options;
  #judge;
  #listener;
  messages = 0;
  bytes = 0;

  constructor(chance, options, judge) {
    this.#chance = chance;
    this.#options = options;
    this.#judge = judge;
  }

  async #attempt(verb, call) {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        this.#judge(verb, error);
      }
    }
  }

  /** Listens, and answers each connection until its end. */
  async listen() {
    const listener = await this.#attempt('listen', () =>
      AsyncSocket.from(createListener({ host: '127.0.0.1', port: 0 }), this.#options),
    );
    this.#listener = listener;
    return listener;
  }

  async serve(connections) {
    const answers = [];
    while (answers.length < connections) {
      const [socket] = await this.#attempt('accept', () => this.#listener.accept());
      answers.push(this.#answer(socket));
    }
    await Promise.all(answers);
  }

  async #answer(socket) {
    for (;;) {
      const data = await this.#receive(socket, someSize(this.#chance));
      if (data.length === 0) break;
      await this.#send(socket, data);
    }
    socket.close();
  }

  // Half of the calls wait for readiness by themselves, as all verbs but the plain ones do.
  async #receive(socket, most) {
    if (this.#chance.below(2) === 0) return this.#attempt('recv', () => socket.recv(most));
    return (await this.#attempt('recvmsg', () => socket.recvmsg(most))).data;
  }

  async #send(socket, data) {
    const isPlain = this.#chance.below(2) === 0;
    for (let sent = 0; sent < data.length;) {
      const rest = data.subarray(sent);
      try {
        sent += isPlain ? await socket.send(rest) : await socket.sendmsg([rest]);
      } catch (error) {
        this.#judge(isPlain ? 'send' : 'sendmsg', error);
        sent += error.bytesSent;
      }
    }
  }

  /** Connects, sends messages, and compares the answers. */
  async talk(address, messages) {
    const socket = await this.#connect(address);
    for (let i = 0; i < messages; i++) {
      const { bytes } = somePart(this.#chance, someSize(this.#chance));
      await Promise.all([this.#send(socket, bytes), this.#expect(socket, bytes)]);
      this.messages += 1;
      this.bytes += bytes.length;
    }
    socket.close();
  }

  async #connect(address) {
    for (;;) {
      const socket = await this.#attempt(
        'socket',
        () => new AsyncSocket(undefined, undefined, 0, this.#options),
      );
      // A second call waits for the connection that the first one has begun.
      await this.#attempt('connect', () => socket.connect(address));
      return socket;
    }
  }

  async #expect(socket, bytes) {
    for (let got = 0; got < bytes.length;) {
      const data = await this.#receive(socket, bytes.length - got);
      if (data.length === 0) throw new Error('an end of the stream that nobody sent');
      if (!data.equals(bytes.subarray(got, got + data.length))) throw new Error('another answer');
      got += data.length;
    }
  }

  close() {
    this.#listener.close();
  }
}
