import { connect } from '@fdset/client';
import { lines } from '@fdset/socket/framing';
import { measureRequests } from './measure-requests.mjs';

await measureRequests((port) => connect(`tcp://127.0.0.1:${port}`, { framing: lines() }));
