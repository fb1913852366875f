// Calls over a Unix socket, one JSON object a line. The kernel says who calls (SO_PEERCRED), so there is no password.
// Run: node examples/src/rpc.mjs /tmp/rpc, then: echo '{"id":1,"method":"whoami"}' | nc -NU /tmp/rpc
import { AsyncStreamRequestHandler, AsyncUnixStreamServer } from '@fdset/socketserver';
import { serve } from './serve.mjs';

const notes = [];

/** Each method gets the caller's { pid, uid, gid } first. */
const methods = {
  whoami: (caller) => caller,
  list: () => notes,
  add: ({ uid }, text) => notes.push({ uid, text: String(text) }),
  clear: ({ uid }) => {
    if (uid !== process.getuid()) throw new Error(`uid ${uid} may not clear what others wrote`);
    notes.length = 0;
    return notes.length;
  },
};

const answer = (caller, line) => {
  let id = null;
  try {
    const call = JSON.parse(line);
    if (typeof call?.id === 'number' || typeof call?.id === 'string') ({ id } = call);
    if (!Object.hasOwn(methods, call?.method)) throw new Error(`no method ${call?.method}`);
    return JSON.stringify({ id, result: methods[call.method](caller, ...(call.params ?? [])) });
  } catch (error) {
    return JSON.stringify({ id, error: error.message });
  }
};

class RpcHandler extends AsyncStreamRequestHandler {
  async handle() {
    const caller = this.request.getPeerCredentials();
    for await (const line of this.rfile.lines({ maxBytes: 65_536 }))
      await this.wfile.write(`${answer(caller, line)}\n`);
  }
}

const [, , path = '/tmp/rpc'] = process.argv;
// Everybody may connect; the methods decide.
await serve(new AsyncUnixStreamServer({ path }, RpcHandler, { mode: 0o666 }));
