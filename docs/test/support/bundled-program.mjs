// The entry of a CommonJS bundle that has every package inside. Each line says what came of one thing.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { connectSync } from '@fdset/client';
import { lines } from '@fdset/client/framing';
import { pipe } from '@fdset/posix';
import { AF_INET } from '@fdset/posix/constants';
import { DefaultSelector } from '@fdset/selectors';
import { AsyncSocket } from '@fdset/socket/async';
import { FrameDecoder } from '@fdset/socket/framing';
import { memoryPair } from '@fdset/socket/testing';
import { AsyncStreamRequestHandler, AsyncTCPServer, ThreadingTCPServer } from '@fdset/socketserver';

const imported = [AF_INET, AsyncSocket, connectSync, FrameDecoder, lines, memoryPair];
console.log(imported.includes(undefined) ? 'incomplete' : 'imported');

const address = { host: '127.0.0.1', port: 0 };

class UpperHandler extends AsyncStreamRequestHandler {
  async handle() {
    const line = await this.rfile.readline();
    await this.wfile.write(String(line).toUpperCase());
  }
}

async function askServer() {
  const server = new AsyncTCPServer(address, UpperHandler);
  const serving = server.serveForever();
  await server.ready;
  const client = connect(server.serverAddress);
  client.write('hello\n');
  const answer = await text(client);
  await server.serverClose();
  await serving;
  return answer.trim();
}

const things = {
  pipe: () => pipe().length,
  selector: () => new DefaultSelector().select(0).length,
  server: askServer,
  threads: () => new ThreadingTCPServer(address, { module: 'file:///none.mjs', name: 'Handler' }),
};

// esbuild refuses a top-level await in CommonJS.
async function tryAll() {
  for (const [name, use] of Object.entries(things)) {
    const outcome = await Promise.resolve().then(use).catch(String);
    console.log(`${name}: ${outcome}`);
  }
}

void tryAll();
