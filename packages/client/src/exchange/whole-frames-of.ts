import type { IncomingFraming } from '@fdset/socket/framing';

/** The same framing, for which what the end of the stream has cut off is no message. */
export const wholeFramesOf = <Message>(
  framing: IncomingFraming<Message>,
): IncomingFraming<Message> => ({
  name: framing.name,
  decode: (queue) => framing.decode(queue),
});
