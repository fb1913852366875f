// A web server for the files of a folder, on a pool of threads.
// Run: node examples/src/static-files.mjs [port] [folder]
import { statSync } from 'node:fs';
import { ThreadPoolTCPServer } from '@fdset/socketserver';
import { portOr, serve } from './serve.mjs';
import { StaticFilesHandler } from './static-files-handler.mjs';

const { 3: folder = '.' } = process.argv;
const address = { host: '127.0.0.1', port: portOr(8080) };
if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
  console.error(`${folder} is no folder: node examples/src/static-files.mjs 8080 .`);
  process.exit(2);
}
await serve(new ThreadPoolTCPServer(address, StaticFilesHandler, { context: folder }));
