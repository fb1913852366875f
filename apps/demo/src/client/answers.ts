// How the document's servers talk: a question is a chunk without an end, and its answer ends with _SB.
import { delimited } from '@fdset/client/framing';
import type { Framing } from '@fdset/client/framing';
import { SUFFIX } from '../upper.js';

const delimiting = delimited(SUFFIX);

/** For questions that fit in one recv(1024), one at a time; messages are answers without their _SB. */
export const answers: Framing<Buffer, string> = {
  name: 'answer',
  decode: (queue) => delimiting.decode(queue),
  encode: (question) => Buffer.from(question),
};
