// A Redis-like store for redis-cli and redis-benchmark. Run: node examples/src/resp.mjs [port]
import { ThreadingTCPServer } from '@fdset/socketserver';
import { createTable, RespHandler } from './resp-handler.mjs';
import { portOr, serve } from './serve.mjs';

const address = { host: '127.0.0.1', port: portOr(6380) };
await serve(new ThreadingTCPServer(address, RespHandler, { context: createTable() }));
