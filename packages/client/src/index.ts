// The blocking client
export { connectSync } from './connect-sync.js';
export type { ConnectSyncOptions } from './connect-sync.js';
export { SyncClient } from './sync-client.js';

// What the command `fdset` is made of
export { Conversation } from './conversation.js';
export type { DataListener } from './conversation.js';
export { Prompt } from './prompt.js';
