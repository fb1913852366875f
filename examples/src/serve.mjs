// What the programs of this folder share: the port to listen on, serving until a signal, and saying where.
import { drainOnSignal } from '@fdset/socketserver';

/** The first argument, if there is one; the program ends with a line when it is no port. */
export const portOr = (usual) => {
  const [, program, port = String(usual)] = process.argv;
  if (/^\d+$/.test(port) && Number(port) <= 65_535) return Number(port);
  console.error(`${port} is no port: node ${program} ${usual}`);
  process.exit(2);
};

export const serve = async (server) => {
  drainOnSignal(server, { graceMs: 1000 });
  const served = server.serveForever();
  const { port, path } = server.serverAddress;
  console.log(`listening on ${path ?? port}`);
  await served;
};
