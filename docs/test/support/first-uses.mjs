// Imports every package by every name, then uses each kind of thing once. Prints as JSON what was imported and what each use threw.
// With an argument it does so as if on the platform of that name. The workflow runs it on Windows.
import { readFileSync, readdirSync } from 'node:fs';

const [platform] = process.argv.slice(2);
if (platform !== undefined) Object.defineProperty(process, 'platform', { value: platform });

const packages = new URL('../../../packages/', import.meta.url);

const entriesOf = (folder) => {
  const { name, exports } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages)));
  return Object.keys(exports)
    .filter((subpath) => subpath !== './package.json')
    .map((subpath) => name + subpath.slice(1));
};

const modules = {};
for (const entry of readdirSync(packages).flatMap(entriesOf)) modules[entry] = await import(entry);

const posix = modules['@fdset/posix'];
const selectors = modules['@fdset/selectors'];
const socket = modules['@fdset/socket'];
const asynchronous = modules['@fdset/socket/async'];
const servers = modules['@fdset/socketserver'];
const client = modules['@fdset/client'];

const inet = { host: '127.0.0.1', port: 1 };
const unix = { path: 'first-uses.sock' };

// A module to run elsewhere is only looked at when serving begins, after the socket was opened.
const source = { module: new URL('no-such-handler.mjs', import.meta.url), name: 'Handler' };
class Handler extends servers.BaseRequestHandler {
  async handle() {}
}

const handlerFor = (name) => (/^(Threading|Thread|Forking|Process)/.test(name) ? source : Handler);

const serverUses = Object.keys(servers)
  .filter((name) => name.endsWith('Server') && name !== 'BaseServer')
  .map((name) => [
    name,
    () => new servers[name](name.includes('Unix') ? unix : inet, handlerFor(name)),
  ]);

const emptySelect = (Selector) => () => new Selector().select(0);

const uses = {
  socket: () => posix.socket(posix.AF_INET, posix.SOCK_STREAM),
  recv: () => posix.recv(0, Buffer.alloc(1)),
  getaddrinfo: () => posix.getaddrinfo('localhost', '80'),
  Ring: () => new posix.Ring(),
  DefaultSelector: emptySelect(selectors.DefaultSelector),
  EpollSelector: emptySelect(selectors.EpollSelector),
  PollSelector: emptySelect(selectors.PollSelector),
  SelectSelector: emptySelect(selectors.SelectSelector),
  watch: () => selectors.watch(0, selectors.EVENT_READ, () => {}),
  whenReady: () => selectors.whenReady(0, selectors.EVENT_READ),
  Socket: () => new socket.Socket(),
  socketpair: () => socket.socketpair(),
  createListener: () => socket.createListener(inet),
  'createListener of a path': () => socket.createListener(unix),
  createConnection: () => socket.createConnection(inet),
  'connect of AsyncSocket': () => asynchronous.connect(inet),
  listen: () => asynchronous.listen(inet),
  UringDriver: () => new asynchronous.UringDriver(),
  ...Object.fromEntries(serverUses),
  'connect of clients': () => client.connect('tcp://127.0.0.1:1'),
  'connect to a path': () => client.connect('unix:///first-uses.sock'),
  connectSync: () => client.connectSync('tcp://127.0.0.1:1'),
};

const outcomeOf = async (use) => {
  try {
    await use();
    return 'nothing was thrown';
  } catch (error) {
    const isTyped = error instanceof posix.AddonUnavailableError;
    return isTyped ? `${error.code}, ${error.reason}` : `${error.stack}`;
  }
};

const outcomes = {};
for (const [name, use] of Object.entries(uses)) outcomes[name] = await outcomeOf(use);
process.stdout.write(JSON.stringify({ imported: Object.keys(modules), outcomes }, null, 2));

const expected = platform === 'win32' || process.platform === 'win32' ? 'platform' : 'missing';
const isRight = (outcome) => outcome === `ERR_FDSET_ADDON_MISSING, ${expected}`;
process.exitCode = Object.values(outcomes).every(isRight) ? 0 : 1;
