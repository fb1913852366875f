// fdset, the fast loop: one reused buffer, blocking select().
import { DefaultSelector } from '@fdset/selectors';

import { registerEcho } from './echo-connection.mjs';
import { acceptConnection, listen } from './listen.mjs';

const sel = new DefaultSelector();
registerEcho(sel, listen(), acceptConnection);
for (;;) for (const { key } of sel.select()) key.data.ready();
