// A chat: every line goes to all others. Who does not read is dropped instead of being waited for.
// Run: node examples/src/chat.mjs [port]
import { AsyncStreamRequestHandler, AsyncTCPServer } from '@fdset/socketserver';
import { portOr, serve } from './serve.mjs';

const SLOWEST_MS = 5000;
const members = new Map();

class ChatHandler extends AsyncStreamRequestHandler {
  async handle() {
    const { connection } = this;
    await connection.sendall('your name? ');
    const name = (await this.rfile.readline(64)).toString().trim();
    if (name === '') return;
    members.set(connection, name);
    tellOthers(connection, `* ${name} has come, ${members.size} here\n`);
    for await (const line of this.rfile.lines()) tellOthers(connection, `${name}: ${line}`);
  }

  async finish() {
    const name = members.get(this.connection);
    members.delete(this.connection);
    if (name !== undefined) tellOthers(this.connection, `* ${name} has left\n`);
    await super.finish();
  }
}

const tellOthers = (sender, text) => {
  for (const member of members.keys())
    if (member !== sender)
      member.sendall(text, { timeoutMs: SLOWEST_MS }).catch(() => drop(member));
};

/** Ends the connection; its handler then ends as with any other that has gone. */
const drop = (member) => {
  members.delete(member);
  member.close();
};

await serve(new AsyncTCPServer({ host: '127.0.0.1', port: portOr(6667) }, ChatHandler));
