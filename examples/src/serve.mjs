// What the programs of this folder share: serve until a signal, and say where.
import { drainOnSignal } from '@fdset/socketserver';

export const serve = async (server) => {
  drainOnSignal(server, { graceMs: 1000 });
  const served = server.serveForever();
  const { port, path } = server.serverAddress;
  console.log(`listening on ${path ?? port}`);
  await served;
};
