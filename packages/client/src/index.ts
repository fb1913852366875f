// The client
export { connect } from './connect.js';
export type { FramedClientOptions } from './connect.js';
export { Client } from './client.js';
export type { ClientEvents } from './client-events.js';
export type { ClientOptions, Greeter } from './client-options.js';
export type { ClientTlsOptions, Connection, OpenOptions } from './connection/open-connection.js';
export type { ReconnectOptions } from './connection/reconnecting.js';
export type { OperationOptions } from '@fdset/socket/async';

// The blocking client
export { connectSync } from './connect-sync.js';
export type { ConnectSyncOptions, FramedConnectSyncOptions } from './connect-sync.js';
export { SyncClient } from './sync-client.js';

// Errors
export { InterruptedError, hearSignals } from '@fdset/socket';
export { ClientError, ConnectionLostError } from './errors/client-error.js';
export type { HowMuchSent, Phase } from './errors/client-error.js';

// URLs
export { parseUrl } from './url/parse-url.js';
export type { ParseUrlOptions } from './url/parse-url.js';
export type { Endpoint, Manner, Scheme } from './url/endpoint.js';

// The prompt of the command `fdset`
export { Prompt } from './prompt.js';
export type { PromptOptions } from './prompt.js';
