import { WatchDriver } from '../../src/async/index.js';
import { describeBytesSent } from './contract/bytes-sent-contract.js';
import { describeAttempts } from './contract/attempt-contract.js';
import { describeCancelling } from './contract/cancel-contract.js';
import { describeProperties } from './contract/check-stream-contract.js';
import { describeKept } from './contract/kept-contract.js';
import { describeHardCases } from './contract/hard-contract.js';
import { describeMessages } from './contract/message-contract.js';
import { describeMisuse } from './contract/misuse-contract.js';
import { describeStreams } from './contract/stream-contract.js';
import { describeVerbs } from './contract/verb-contract.js';

const driver = new WatchDriver();

describeStreams('watch driver', () => driver);
describeVerbs('watch driver', () => driver);
describeAttempts('watch driver', () => driver);
describeCancelling('watch driver', () => driver);
describeBytesSent('watch driver', () => driver);
describeMisuse('watch driver', () => driver);
describeProperties('watch driver', () => driver);
describeMessages('watch driver', () => driver);
describeKept('watch driver', () => driver);
describeHardCases('watch driver', () => driver);
