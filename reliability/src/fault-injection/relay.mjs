// The other thread of a host. It passes lines of JSON from descriptor 3 to the acting thread, and the answers to 4.
import { readSync, writeSync } from 'node:fs';

import { ask } from './mailbox.mjs';

/** Blocks until the check closes its end. */
export function relay(mailbox) {
  const chunk = Buffer.alloc(1 << 16);
  let text = '';
  for (;;) {
    const length = readSync(3, chunk);
    if (length === 0) break;
    text += chunk.toString('utf8', 0, length);
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const reply = ask(mailbox, JSON.parse(text.slice(0, end)));
      text = text.slice(end + 1);
      writeSync(4, `${JSON.stringify(reply)}\n`);
    }
  }
  ask(mailbox, { command: 'end' });
}
