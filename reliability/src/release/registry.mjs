// A registry on this machine: verdaccio, which knows no other registry, so that nothing can come from elsewhere. Everybody
// may read, one user may publish.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { nodeBinary } from '@fdset/tooling/node-versions';
import { CheckFailure, plainEnv } from '@fdset/tooling/run-command';

import { tool } from './tool.mjs';

const VERDACCIO = '6.10.4';
/** The oldest Node that this verdaccio runs on is 22. */
const NODE_MAJOR = 24;
// verdaccio asks for node-fetch by a tag, which mirrors of npm may lack.
const OVERRIDES = { 'node-fetch': '^2.7.0' };

const configuration = (folder) => ({
  storage: join(folder, 'storage'),
  auth: { htpasswd: { file: join(folder, 'htpasswd') } },
  uplinks: {},
  packages: { '**': { access: '$all', publish: '$authenticated' } },
  web: { enable: false },
  log: { type: 'stdout', format: 'pretty', level: 'warn' },
});

async function freePort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function untilItListens(child) {
  let output = '';
  const listening = new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (text.includes('http address')) resolve(true);
    });
  });
  child.stderr.resume();
  const isListening = await Promise.race([listening, once(child, 'exit').then(() => false)]);
  if (!isListening) throw new CheckFailure('the registry ended early', output);
}

/** Makes the user. Resolves with the token that npm publishes with. */
async function logIn(url) {
  const response = await fetch(`${url}-/user/org.couchdb.user:owner`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'owner', password: 'of-this-rehearsal-only' }),
  });
  const { token } = await response.json();
  return token;
}

/** Starts a registry whose files are in `folder`. Resolves with `{ url, version, npmrc, stop }`. */
export async function startRegistry(folder) {
  const { folder: verdaccio, version } = await tool('verdaccio', VERDACCIO, OVERRIDES);
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'config.json');
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(configuration(folder)));
  const port = await freePort();
  const args = ['--config', config, '--listen', `127.0.0.1:${port}`];
  const node = await nodeBinary(NODE_MAJOR);
  const child = spawn(node, [join(verdaccio, 'bin', 'verdaccio'), ...args], {
    cwd: folder,
    env: plainEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilItListens(child);
  const url = `http://127.0.0.1:${port}/`;
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  };
  const npmrc = `//127.0.0.1:${port}/:_authToken=${await logIn(url)}\n`;
  return { url, version, npmrc, stop };
}

/** The registry's document of a package: the full one, or the abbreviated one that installers read. */
export async function documentOf(url, name, { abbreviated = false } = {}) {
  const accept = abbreviated ? 'application/vnd.npm.install-v1+json' : 'application/json';
  const response = await fetch(`${url}${name.replace('/', '%2f')}`, { headers: { accept } });
  if (!response.ok) throw new CheckFailure(`the registry has no ${name}: ${response.status}`);
  return response.json();
}
