// A web server for the files of a folder, on a pool of threads. Run: node static-files.mjs [port] [folder]
import { ThreadPoolTCPServer } from '@fdset/socketserver';
import { serve } from './serve.mjs';
import { StaticFilesHandler } from './static-files-handler.mjs';

const [, , port = '8080', folder = '.'] = process.argv;
const address = { host: '127.0.0.1', port: Number(port) };
await serve(new ThreadPoolTCPServer(address, StaticFilesHandler, { context: folder }));
