// `fdset.mjs CLASS HANDLER [OPTIONS]`: a server of @fdset/socketserver with a handler of handlers.mjs and options in JSON.
// At SIGUSR2 it prints how many workers it has: `REPORT {...}`.
import * as socketserver from '@fdset/socketserver';

const [name, handler, options = '{}'] = process.argv.slice(2);
const module = new URL('./handlers.mjs', import.meta.url);
const anywhere = { host: '127.0.0.1', port: 0 };
const Server = socketserver[name];

const make = (asked) => new Server(anywhere, { module, name: handler }, asked);

/** Whether this version of fdset knows the option. If it does, it refuses a wrong value. */
const takesStartMethod = () => {
  try {
    void make({ startMethod: 'none' }).serverClose();
    return false;
  } catch {
    return true;
  }
};

const serve = async () => {
  const asked = JSON.parse(options);
  if (asked.startMethod !== undefined && !takesStartMethod()) {
    console.log('SKIP this version of fdset has no choice of start methods');
    return;
  }
  const server = make(asked);
  process.on('SIGUSR2', () => {
    const { workers = 1, busyShare = null, longestWaitMs = null } = server.stats().pool ?? {};
    console.log(`REPORT ${JSON.stringify({ workers, busyShare, longestWaitMs })}`);
  });
  const served = server.serveForever();
  await server.ready;
  console.log(`READY ${server.serverAddress.port}`);
  await served;
};

await serve();
