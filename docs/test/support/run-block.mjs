// Runs a block as the program that it is, in a folder with the packages and the files of the other blocks.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { files, root } from './code-blocks.mjs';
import { listeningPort, portOf } from './listening-port.mjs';
import { ts } from './typescript.mjs';

const withPort = (code, port) =>
  code
    .replaceAll(/\bport: \d+/g, `port: ${port}`)
    .replaceAll(/\btcp:\/\/127\.0\.0\.1:\d+/g, `tcp://127.0.0.1:${port}`);

// Imports stay as they are written: a type has `type` before it.
const toJavaScript = ({ language, code }) =>
  language === 'js'
    ? code
    : ts.transpile(code, { target: 'ES2022', module: 'ESNext', verbatimModuleSyntax: true });

const makeFolder = (block, port) => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-docs-'));
  symlinkSync(join(root, 'docs', 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const { file, code } of files) writeFileSync(join(folder, file), code);
  writeFileSync(join(folder, 'block.js'), withPort(toJavaScript(block), port));
  return folder;
};

/** Runs the block, every port in it replaced by `port`, for as long as `use` takes. */
export const withBlock = async (block, port, use) => {
  const folder = makeFolder(block, port);
  const child = spawn(process.execPath, ['block.js'], { cwd: folder });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'close');
  const finished = async () => result(await ended, await output);
  try {
    return await use({
      port: () => Promise.race([listeningPort(child.pid), unexpectedEnd(finished)]),
      finished,
      isListening: () => portOf(child.pid) !== null,
      kill: (signal) => child.kill(signal),
      folder,
      type: (lines) => child.stdin.end(lines),
    });
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  }
};

const result = ([code, signal], [stdout, stderr]) => ({ code, signal, stdout, stderr });

const unexpectedEnd = async (finished) => {
  throw new Error(`it ended before it listened: ${JSON.stringify(await finished())}`);
};

/** A connection to a server that is asked and answers, with texts of one length. */
export const conversation = async (port) => {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  await once(socket, 'connect');
  return {
    ask: async (message, length = message.length) => {
      socket.write(message);
      let answer = '';
      while (answer.length < length) answer += (await once(socket, 'data'))[0];
      return answer;
    },
    end: () => socket.end(),
  };
};

/** What a server answers to one message. */
export const ask = async (port, message, length) => {
  const client = await conversation(port);
  const answer = await client.ask(message, length);
  client.end();
  return answer;
};
