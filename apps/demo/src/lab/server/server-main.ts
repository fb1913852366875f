// The program of a server of the lab, a bundle entry: it serves one model over the listener that it inherits, until SIGTERM.
import { isOwnModel } from './models.js';
import { serveOwnLoop } from './own-loops.js';
import { serveReadyMade } from './ready-made.js';
import { readServerConfig } from './server-config.js';

const config = readServerConfig();
const { model } = config;
await (isOwnModel(model) ? serveOwnLoop(model, config) : serveReadyMade(model, config));
