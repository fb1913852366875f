import { connect } from '@fdset/client';
import { lines } from '@fdset/socket/framing';
import { measureRequests } from './measure-requests.mjs';

const options = { framing: lines(), requestTimeoutMs: null };
await measureRequests((port) => connect(`tcp://127.0.0.1:${port}`, options));
