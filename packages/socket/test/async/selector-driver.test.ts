import { describeCancelling } from './contract/cancel-contract.js';
import { describeProperties } from './contract/check-stream-contract.js';
import { describeKept } from './contract/kept-contract.js';
import { describeHardCases } from './contract/hard-contract.js';
import { describeMessages } from './contract/message-contract.js';
import { describeMisuse } from './contract/misuse-contract.js';
import { describeStreams } from './contract/stream-contract.js';
import { describeVerbs } from './contract/verb-contract.js';

describeStreams('selector driver', () => undefined);
describeVerbs('selector driver', () => undefined);
describeCancelling('selector driver', () => undefined);
describeMisuse('selector driver', () => undefined);
describeProperties('selector driver', () => undefined);
describeMessages('selector driver', () => undefined);
describeKept('selector driver', () => undefined);
describeHardCases('selector driver', () => undefined);
